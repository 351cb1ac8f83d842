"""The first schema: parties, products, orders, shipments, the stock ledger, relations, audit and search.

Released revisions are never edited. Column types: int, text, flag (0 or 1); ``!`` is NOT NULL, ``->`` refers to
the id of a table, with what happens to the row when that one goes. Every table has an ``id``,
its own ones never used twice, or that of the row it belongs to (``id_of``).
"""

from dataclasses import dataclass, field

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

# ruff: noqa: E501  (statements are kept as the database shows them)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TYPES = {"int": WHOLE, "flag": sa.Integer(), "text": sa.Text()}


@dataclass(frozen=True)
class Index:
    """An index that is not simply on columns."""

    name: str
    columns: str
    unique: bool = False
    where: str | None = None


@dataclass(frozen=True)
class Table:
    """One table, as short as it can be said."""

    name: str
    columns: str
    own_ids: bool = True
    id_of: str = ""
    checks: dict[str, str] = field(default_factory=dict)
    unique: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()
    special: tuple[Index, ...] = ()


TABLES = (
    Table(
        "contact",
        """
        name text!; name_fold text!; first_name text!; last_name text!; birthday text; notes text!; status
        text!; version int!
        """,
        indexes=("name_fold",),
    ),
    Table(
        "facts_state",
        """
        day text!; limits text!
        """,
    ),
    Table(
        "location",
        """
        name text!; name_fold text!; kind text!; parent_id int -> location; status text!
        """,
        unique=("name_fold",),
        indexes=("parent_id",),
    ),
    Table(
        "partner_facts",
        """
        orders int!; open_orders int!; first_ordered text; last_ordered text; currency text; mixed_currencies
        flag!; sales_minor int!; sales_year_minor int!; last_contact_at text; recency int; frequency int;
        monetary int; segment text!
        """,
        indexes=("last_contact_at", "sales_year_minor"),
    ),
    Table(
        "product",
        """
        sku text!; sku_fold text!; gtin text; name text!; name_fold text!; category text!; unit text!;
        unit_decimals int!; weight_g int; volume_ml int; tracking text!; shelf_life_days int; price_minor int;
        currency text; cost_minor int; reorder_point int; target_stock int; status text!; notes text!; version
        int!
        """,
        checks={"unit_decimals": "unit_decimals BETWEEN 0 AND 6"},
        unique=("sku_fold",),
        indexes=("category", "gtin", "name_fold"),
    ),
    Table(
        "setting",
        """
        key text!; value text!
        """,
        unique=("key",),
    ),
    Table(
        "staff",
        """
        code text; name text!; name_fold text!; title text!; email text!; role text!; active flag!; signs_in
        flag!; version int!
        """,
        indexes=("name_fold",),
    ),
    Table(
        "tag",
        """
        name text!; name_fold text!
        """,
        unique=("name_fold",),
    ),
    Table(
        "audit_entry",
        """
        at text!; staff_id int -> staff; operation text!; outcome text!; operation_key text; result int;
        undoes_id int -> audit_entry; digest text!; previous_hash text!; hash text!
        """,
        unique=("operation_key",),
        indexes=("undoes_id",),
    ),
    Table(
        "credential",
        """
        staff_id int! -> staff cascade; password_hash text!; failures int!; locked_until text
        """,
        unique=("staff_id",),
    ),
    Table(
        "first_page",
        """
        staff_id int! -> staff; entry_id int!; day text!; content text!
        """,
        unique=("staff_id",),
    ),
    Table(
        "partner",
        """
        code text; code_fold text; name text!; name_fold text!; is_supplier flag!; is_customer flag!; is_carrier
        flag!; status text!; tax_id text!; currency text; payment_days int; owner_id int -> staff; notes text!;
        version int!
        """,
        checks={"has_role": "is_supplier + is_customer + is_carrier > 0"},
        indexes=("name_fold", "owner_id"),
        special=(
            Index("uq_partner_code_carrier", "code_fold", unique=True, where="is_carrier = 1"),
            Index("uq_partner_code_customer", "code_fold", unique=True, where="is_customer = 1"),
            Index("uq_partner_code_supplier", "code_fold", unique=True, where="is_supplier = 1"),
        ),
    ),
    Table(
        "stock_valuation",
        """
        product_id int! -> product; quantity int!; value_minor int!
        """,
        checks={"not_negative": "quantity >= 0"},
        unique=("product_id",),
    ),
    Table(
        "address",
        """
        partner_id int -> partner; contact_id int -> contact; label text!; street text!; city text!; region
        text!; postal_code text!; country text!; is_main flag!
        """,
        checks={"one_holder": "(partner_id IS NULL) <> (contact_id IS NULL)"},
        indexes=("contact_id", "partner_id"),
    ),
    Table(
        "affiliation",
        """
        contact_id int! -> contact; partner_id int! -> partner; role text!; valid_from text; valid_to text;
        is_main flag!
        """,
        indexes=("contact_id", "partner_id"),
    ),
    Table(
        "change_record",
        """
        entry_id int! -> audit_entry; entity text!; row_id int!; before text; after text; salt text; digest
        text!
        """,
        indexes=("entry_id",),
        special=(Index("ix_change_record_entity_row", "entity, row_id"),),
    ),
    Table(
        "consent",
        """
        partner_id int -> partner; contact_id int -> contact; channel text!; given flag!; at text!; source text!
        """,
        checks={"one_holder": "(partner_id IS NULL) <> (contact_id IS NULL)"},
        indexes=("contact_id", "partner_id"),
    ),
    Table(
        "contact_point",
        """
        partner_id int -> partner; contact_id int -> contact; kind text!; value text!; normal text!; is_main
        flag!
        """,
        checks={"one_holder": "(partner_id IS NULL) <> (contact_id IS NULL)"},
        indexes=("contact_id", "normal", "partner_id"),
    ),
    Table(
        "customer_terms",
        """
        partner_id int! -> partner; credit_limit_minor int; delivery_window text!
        """,
        unique=("partner_id",),
    ),
    Table(
        "import_batch",
        """
        kind text!; state text!; at text!; staff_id int -> staff; files text!; mapping text!; created int!;
        updated int!; unchanged int!; refused int!; entry_id int -> audit_entry
        """,
    ),
    Table(
        "interaction",
        """
        partner_id int -> partner; contact_id int -> contact; kind text!; direction text!; state text!; outcome
        text; at text!; duration_seconds int; staff_id int -> staff; subject text!; notes text!; topic text!;
        satisfaction int; waiting_seconds int; version int!
        """,
        indexes=("contact_id", "kind, at", "staff_id"),
        special=(Index("ix_interaction_partner_at", "partner_id, at"),),
    ),
    Table(
        "lot",
        """
        product_id int! -> product; code text!; code_fold text!; supplier_id int -> partner; best_before text;
        expiry text; status text!
        """,
        unique=("product_id, code_fold",),
        indexes=("supplier_id",),
    ),
    Table(
        "partner_tag",
        """
        tag_id int! -> tag; partner_id int -> partner; contact_id int -> contact
        """,
        checks={"one_holder": "(partner_id IS NULL) <> (contact_id IS NULL)"},
        unique=("tag_id, partner_id, contact_id",),
        indexes=("contact_id", "partner_id", "tag_id"),
    ),
    Table(
        "pinned_fact",
        """
        partner_id int! -> partner; position int!; text text!
        """,
        indexes=("partner_id",),
    ),
    Table(
        "purchase_order",
        """
        number text!; number_fold text!; supplier_id int! -> partner; state text!; held_from text; ordered
        text!; sent text; confirmed text; closed text; close_reason text; currency text!; freight_minor int!;
        staff_id int -> staff; history flag!; notes text!; version int!
        """,
        unique=("number_fold",),
        indexes=("ordered", "staff_id", "state", "supplier_id"),
    ),
    Table(
        "sales_order",
        """
        number text!; number_fold text!; customer_id int! -> partner; contact_id int -> contact; state text!;
        held_from text; ordered text!; closed text; currency text!; freight_minor int!; staff_id int -> staff;
        lost_reason text!; history flag!; notes text!; version int!
        """,
        unique=("number_fold",),
        indexes=("customer_id", "ordered", "staff_id", "state"),
    ),
    Table(
        "shipment",
        """
        number text!; number_fold text!; kind text!; state text!; partner_id int -> partner; carrier_id int ->
        partner; tracking text!; promised text; shipped text; arrived text; delivered text; freight_minor int;
        currency text; weight_g int; staff_id int -> staff; history flag!; notes text!; version int!
        """,
        unique=("number_fold",),
        indexes=("carrier_id", "kind, shipped", "partner_id", "promised", "state"),
    ),
    Table(
        "supplier_item",
        """
        supplier_id int! -> partner; product_id int! -> product; supplier_sku text!; price_minor int; currency
        text; pack_quantity int; minimum int; multiple int; maximum int; lead_time_days int; valid_from text;
        valid_to text
        """,
        indexes=("product_id", "supplier_id"),
    ),
    Table(
        "supplier_terms",
        """
        partner_id int! -> partner; lead_time_days int; minimum_order_minor int; over_receipt_ppm int!;
        closed_days text!; incoterm text!
        """,
        unique=("partner_id",),
    ),
    Table(
        "interaction_link",
        """
        interaction_id int! -> interaction; partner_id int -> partner; contact_id int -> contact; sales_order_id
        int -> sales_order; purchase_order_id int -> purchase_order; shipment_id int -> shipment; product_id int
        -> product
        """,
        checks={
            "one_target": "CASE WHEN partner_id IS NULL THEN 0 ELSE 1 END + CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END + CASE WHEN sales_order_id IS NULL THEN 0 ELSE 1 END + CASE WHEN purchase_order_id IS NULL THEN 0 ELSE 1 END + CASE WHEN shipment_id IS NULL THEN 0 ELSE 1 END + CASE WHEN product_id IS NULL THEN 0 ELSE 1 END = 1"
        },
        indexes=(
            "contact_id",
            "interaction_id",
            "partner_id",
            "product_id",
            "purchase_order_id",
            "sales_order_id",
            "shipment_id",
        ),
    ),
    Table(
        "price_break",
        """
        supplier_item_id int! -> supplier_item; min_quantity int!; price_minor int!
        """,
        unique=("supplier_item_id, min_quantity",),
    ),
    Table(
        "purchase_order_line",
        """
        order_id int! -> purchase_order; position int!; product_id int! -> product; supplier_item_id int ->
        supplier_item; quantity int!; price_minor int!; discount_ppm int!; net_minor int!; requested text;
        original_promise text; current_promise text; received int!; rejected int!; closed_short int!
        """,
        checks={"quantity": "quantity > 0"},
        indexes=("order_id", "product_id"),
    ),
    Table(
        "sales_order_line",
        """
        order_id int! -> sales_order; position int!; product_id int! -> product; quantity int!; price_minor
        int!; discount_ppm int!; net_minor int!; requested text; original_promise text; current_promise text;
        shipped int!; closed_short int!
        """,
        checks={"discount": "discount_ppm BETWEEN 0 AND 1000000", "quantity": "quantity <> 0"},
        indexes=("order_id", "product_id"),
    ),
    Table(
        "shipment_event",
        """
        shipment_id int! -> shipment; at text!; kind text!; place text!; source text!; note text!; staff_id int
        -> staff; batch_id int -> import_batch; reverses_id int -> shipment_event; is_reversal flag!
        """,
        indexes=("batch_id", "reverses_id", "shipment_id"),
    ),
    Table(
        "stock_balance",
        """
        product_id int! -> product; location_id int! -> location; lot_id int -> lot; inside flag!; quantity int!
        """,
        checks={"not_negative": "quantity >= 0 OR inside = 0"},
        special=(Index("uq_stock_balance_place", "product_id, location_id, coalesce(lot_id, 0)", unique=True),),
    ),
    Table(
        "stock_move",
        """
        product_id int! -> product; lot_id int -> lot; from_location_id int! -> location; to_location_id int! ->
        location; quantity int!; value_minor int!; kind text!; at text!; day text!; cause text!; cause_id int;
        reason text; note text!; staff_id int -> staff; batch_id int -> import_batch; reverses_id int ->
        stock_move
        """,
        checks={"places": "from_location_id <> to_location_id", "quantity": "quantity > 0"},
        indexes=("batch_id", "lot_id", "reverses_id"),
        special=(
            Index("ix_stock_move_cause", "cause, cause_id"),
            Index(
                "ix_stock_move_demand",
                "day, product_id, kind, from_location_id, quantity",
                where="kind IN ('issue', 'correction')",
            ),
            Index("ix_stock_move_product_day", "product_id, day"),
        ),
    ),
    Table(
        "task",
        """
        title text!; partner_id int -> partner; contact_id int -> contact; interaction_id int -> interaction;
        owner_id int -> staff; due_at text!; snoozed_until text; state text!; done_at text; notified_at text;
        version int!
        """,
        indexes=("interaction_id", "owner_id", "partner_id"),
        special=(Index("ix_task_state_due", "state, due_at"),),
    ),
    Table(
        "purchase_line_facts",
        """
        supplier_id int! -> partner; ordered text!; currency text!; spend_minor int!; is_open flag!; due text;
        completed text; lead_days int; response_days int; received int!; rejected int!; scale int!
        """,
        indexes=("supplier_id, ordered",),
        special=(Index("ix_purchase_line_facts_open_due", "due", where="is_open = 1"),),
    ),
    Table(
        "reservation",
        """
        sales_order_line_id int! -> sales_order_line; product_id int! -> product; lot_id int -> lot;
        purchase_order_line_id int -> purchase_order_line; kind text!; quantity int!
        """,
        checks={"quantity": "quantity > 0"},
        indexes=("product_id", "purchase_order_line_id", "sales_order_line_id"),
    ),
    Table(
        "shipment_line",
        """
        shipment_id int! -> shipment; position int!; sales_order_line_id int -> sales_order_line;
        purchase_order_line_id int -> purchase_order_line; product_id int! -> product; lot_id int -> lot;
        quantity int!; accepted int!; rejected int!; reason text; note text!
        """,
        indexes=("lot_id", "product_id", "purchase_order_line_id", "sales_order_line_id", "shipment_id"),
    ),
)

FIRST_LOCATIONS = (
    (1, "Supplier", "supplier", "supplier"),
    (2, "Customer", "customer", "customer"),
    (3, "In transit", "in transit", "in_transit"),
    (4, "Production", "production", "production"),
    (5, "Scrap", "scrap", "scrap"),
    (6, "Adjustment", "adjustment", "adjustment"),
    (7, "Main", "main", "site"),
)

APPEND_ONLY = (
    "CREATE TRIGGER stock_move_no_update BEFORE UPDATE ON stock_move BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    "CREATE TRIGGER stock_move_no_delete BEFORE DELETE ON stock_move WHEN NOT EXISTS (SELECT 1 FROM import_batch WHERE id = OLD.batch_id AND state = 'undoing') BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    "CREATE TRIGGER shipment_event_no_update BEFORE UPDATE ON shipment_event BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    "CREATE TRIGGER shipment_event_no_delete BEFORE DELETE ON shipment_event WHEN NOT EXISTS (SELECT 1 FROM import_batch WHERE id = OLD.batch_id AND state = 'undoing') BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    "CREATE TRIGGER change_record_no_update BEFORE UPDATE ON change_record WHEN NEW.id IS NOT OLD.id OR NEW.entry_id IS NOT OLD.entry_id OR NEW.entity IS NOT OLD.entity OR NEW.row_id IS NOT OLD.row_id OR NEW.digest IS NOT OLD.digest OR (NEW.before IS NOT NULL AND NEW.before IS NOT OLD.before) OR (NEW.after IS NOT NULL AND NEW.after IS NOT OLD.after) OR (NEW.salt IS NOT NULL AND NEW.salt IS NOT OLD.salt) BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    "CREATE TRIGGER change_record_no_delete BEFORE DELETE ON change_record BEGIN SELECT RAISE(ABORT, 'append-only'); END",
)

SEARCH: tuple[str, ...] = (
    "CREATE VIRTUAL TABLE search_entry USING fts5(title, code, detail, personal, points, digits, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')",
    "INSERT INTO search_entry (search_entry, rank) VALUES ('secure-delete', 1)",
    "CREATE VIRTUAL TABLE search_word USING fts5vocab(search_entry, row)",
)

# The same on PostgreSQL, whose triggers call functions and whose tables can be emptied at once.
POSTGRESQL: tuple[str, ...] = (
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE FUNCTION refuse_unless_undoing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM import_batch WHERE id = OLD.batch_id AND state = 'undoing') THEN RETURN OLD; END IF; RAISE EXCEPTION 'append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE TRIGGER stock_move_no_update BEFORE UPDATE ON stock_move FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER stock_move_no_delete BEFORE DELETE ON stock_move FOR EACH ROW EXECUTE FUNCTION refuse_unless_undoing()",
    "CREATE TRIGGER shipment_event_no_update BEFORE UPDATE ON shipment_event FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER shipment_event_no_delete BEFORE DELETE ON shipment_event FOR EACH ROW EXECUTE FUNCTION refuse_unless_undoing()",
    "CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER change_record_no_update BEFORE UPDATE ON change_record FOR EACH ROW WHEN (NEW.id IS DISTINCT FROM OLD.id OR NEW.entry_id IS DISTINCT FROM OLD.entry_id OR NEW.entity IS DISTINCT FROM OLD.entity OR NEW.row_id IS DISTINCT FROM OLD.row_id OR NEW.digest IS DISTINCT FROM OLD.digest OR (NEW.before IS NOT NULL AND NEW.before IS DISTINCT FROM OLD.before) OR (NEW.after IS NOT NULL AND NEW.after IS DISTINCT FROM OLD.after) OR (NEW.salt IS NOT NULL AND NEW.salt IS DISTINCT FROM OLD.salt)) EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER change_record_no_delete BEFORE DELETE ON change_record FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        for table in ("stock_move", "shipment_event", "audit_entry", "change_record")
    ),
    "CREATE FUNCTION id_list(text) RETURNS TABLE (value bigint) LANGUAGE sql IMMUTABLE ROWS 20 AS $$ SELECT unnest(translate($1, '[]', '{}')::bigint[]) $$",
    "CREATE TABLE search_entry (id bigint PRIMARY KEY, title text NOT NULL, code text NOT NULL, detail text NOT NULL, personal text NOT NULL, points text NOT NULL, digits text NOT NULL, words tsvector NOT NULL)",
    "CREATE INDEX ix_search_entry_words ON search_entry USING gin (words)",
    "CREATE TABLE search_word (term text PRIMARY KEY, doc bigint NOT NULL)",
)


def upgrade() -> None:
    """Make every table, the ledgers' triggers, the search index and the places every business has."""
    for table in TABLES:
        _create(table)
    on_file = op.get_bind().dialect.name == "sqlite"
    for statement in (*APPEND_ONLY, *SEARCH) if on_file else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)
    for number, name, folded, kind in FIRST_LOCATIONS:
        op.get_bind().execute(
            sa.text(
                "INSERT INTO location (id, name, name_fold, kind, status)"
                " VALUES (:number, :name, :folded, :kind, 'active')"
            ),
            {"number": number, "name": name, "folded": folded, "kind": kind},
        )
    if not on_file:
        # On a file the sequence moves on by itself.
        op.get_bind().execute(sa.text("SELECT setval('location_id_seq', :last)"), {"last": FIRST_LOCATIONS[-1][0]})


def _create(table: Table) -> None:
    parts = _column(table.name, f"id int! -> {table.id_of}" if table.id_of else "id int!")
    for text in " ".join(table.columns.split()).split("; "):
        parts.extend(_column(table.name, text))
    parts.append(sa.PrimaryKeyConstraint("id", name=f"pk_{table.name}"))
    for name, condition in table.checks.items():
        parts.append(sa.CheckConstraint(condition, name=f"ck_{table.name}_{name}"))
    for columns in table.unique:
        names = columns.split(", ")
        parts.append(sa.UniqueConstraint(*names, name=f"uq_{table.name}_{'_'.join(names)}"))
    op.create_table(table.name, *parts, sqlite_autoincrement=table.own_ids, sqlite_strict=True)
    for columns in table.indexes:
        names = columns.split(", ")
        op.create_index(f"ix_{table.name}_{'_'.join(names)}", table.name, names)
    for index in table.special:
        where = None if index.where is None else sa.text(index.where)
        op.create_index(
            index.name,
            table.name,
            [sa.text(column) for column in index.columns.split("; ")],
            unique=index.unique,
            sqlite_where=where,
            postgresql_where=where,
        )


def _column(table: str, text: str) -> list[SchemaItem]:
    said, _, target = text.partition(" -> ")
    name, kind = said.split(" ")
    column: list[SchemaItem] = [sa.Column(name, TYPES[kind.rstrip("!")], nullable=not kind.endswith("!"))]
    if target:
        other, _, action = target.partition(" ")
        key = f"fk_{table}_{name}"
        column.append(sa.ForeignKeyConstraint([name], [f"{other}.id"], name=key, ondelete=action.upper() or None))
    return column
