"""The first schema: parties, products, orders, shipments, the stock ledger, relations, audit and search."""

import sqlalchemy as sa
from alembic import op

# ruff: noqa: E501, PLR0915  (a released revision is data: one long list of statements, never edited)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPTIONS = {"sqlite_autoincrement": True, "sqlite_strict": True}

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

FIRST_LOCATIONS = (
    (1, "Supplier", "supplier"),
    (2, "Customer", "customer"),
    (3, "In transit", "in_transit"),
    (4, "Production", "production"),
    (5, "Scrap", "scrap"),
    (6, "Adjustment", "adjustment"),
    (7, "Main", "site"),
)

SEARCH = ()


def upgrade() -> None:
    op.create_table(
        "contact",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_fold", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("birthday", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        **OPTIONS,
    )
    op.create_index("ix_contact_name_fold", "contact", ["name_fold"])

    op.create_table(
        "location",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_fold", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parent_id", WHOLE, nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["location.id"], name="fk_location_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_location"),
        sa.UniqueConstraint("name_fold", name="uq_location_name_fold"),
        **OPTIONS,
    )
    op.create_index("ix_location_parent_id", "location", ["parent_id"])

    op.create_table(
        "product",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("sku_fold", sa.Text(), nullable=False),
        sa.Column("gtin", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_fold", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("unit_decimals", WHOLE, nullable=False),
        sa.Column("weight_g", WHOLE, nullable=True),
        sa.Column("volume_ml", WHOLE, nullable=True),
        sa.Column("tracking", sa.Text(), nullable=False),
        sa.Column("shelf_life_days", WHOLE, nullable=True),
        sa.Column("price_minor", WHOLE, nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("cost_minor", WHOLE, nullable=True),
        sa.Column("reorder_point", WHOLE, nullable=True),
        sa.Column("target_stock", WHOLE, nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.CheckConstraint("unit_decimals BETWEEN 0 AND 6", name="ck_product_unit_decimals"),
        sa.PrimaryKeyConstraint("id", name="pk_product"),
        sa.UniqueConstraint("sku_fold", name="uq_product_sku_fold"),
        **OPTIONS,
    )
    op.create_index("ix_product_category", "product", ["category"])
    op.create_index("ix_product_gtin", "product", ["gtin"])
    op.create_index("ix_product_name_fold", "product", ["name_fold"])

    op.create_table(
        "setting",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_setting"),
        sa.UniqueConstraint("key", name="uq_setting_key"),
        **OPTIONS,
    )
    op.create_table(
        "staff",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_fold", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.Column("signs_in", sa.Integer(), nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        **OPTIONS,
    )
    op.create_index("ix_staff_name_fold", "staff", ["name_fold"])

    op.create_table(
        "tag",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_fold", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tag"),
        sa.UniqueConstraint("name_fold", name="uq_tag_name_fold"),
        **OPTIONS,
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("staff_id", WHOLE, nullable=True),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("operation_key", sa.Text(), nullable=True),
        sa.Column("result", WHOLE, nullable=True),
        sa.Column("undoes_id", WHOLE, nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_audit_entry_staff_id"),
        sa.ForeignKeyConstraint(["undoes_id"], ["audit_entry.id"], name="fk_audit_entry_undoes_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
        sa.UniqueConstraint("operation_key", name="uq_audit_entry_operation_key"),
        **OPTIONS,
    )
    op.create_index("ix_audit_entry_undoes_id", "audit_entry", ["undoes_id"])

    op.create_table(
        "credential",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("staff_id", WHOLE, nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("failures", WHOLE, nullable=False),
        sa.Column("locked_until", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_credential_staff_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_credential"),
        sa.UniqueConstraint("staff_id", name="uq_credential_staff_id"),
        **OPTIONS,
    )
    op.create_table(
        "partner",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("code_fold", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_fold", sa.Text(), nullable=False),
        sa.Column("is_supplier", sa.Integer(), nullable=False),
        sa.Column("is_customer", sa.Integer(), nullable=False),
        sa.Column("is_carrier", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("tax_id", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("payment_days", WHOLE, nullable=True),
        sa.Column("owner_id", WHOLE, nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.CheckConstraint("is_supplier + is_customer + is_carrier > 0", name="ck_partner_has_role"),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name="fk_partner_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_partner"),
        **OPTIONS,
    )
    op.create_index("ix_partner_name_fold", "partner", ["name_fold"])
    op.create_index("ix_partner_owner_id", "partner", ["owner_id"])
    op.create_index(
        "uq_partner_code_carrier",
        "partner",
        ["code_fold"],
        unique=True,
        sqlite_where=sa.text("is_carrier = 1"),
        postgresql_where=sa.text("is_carrier = 1"),
    )
    op.create_index(
        "uq_partner_code_customer",
        "partner",
        ["code_fold"],
        unique=True,
        sqlite_where=sa.text("is_customer = 1"),
        postgresql_where=sa.text("is_customer = 1"),
    )
    op.create_index(
        "uq_partner_code_supplier",
        "partner",
        ["code_fold"],
        unique=True,
        sqlite_where=sa.text("is_supplier = 1"),
        postgresql_where=sa.text("is_supplier = 1"),
    )

    op.create_table(
        "stock_valuation",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("product_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("value_minor", WHOLE, nullable=False),
        sa.CheckConstraint("quantity >= 0", name="ck_stock_valuation_not_negative"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_stock_valuation_product_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stock_valuation"),
        sa.UniqueConstraint("product_id", name="uq_stock_valuation_product_id"),
        **OPTIONS,
    )
    op.create_table(
        "address",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("partner_id", WHOLE, nullable=True),
        sa.Column("contact_id", WHOLE, nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("postal_code", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("is_main", sa.Integer(), nullable=False),
        sa.CheckConstraint("(partner_id IS NULL) <> (contact_id IS NULL)", name="ck_address_one_holder"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_address_contact_id"),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name="fk_address_partner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_address"),
        **OPTIONS,
    )
    op.create_index("ix_address_contact_id", "address", ["contact_id"])
    op.create_index("ix_address_partner_id", "address", ["partner_id"])

    op.create_table(
        "affiliation",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("contact_id", WHOLE, nullable=False),
        sa.Column("partner_id", WHOLE, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=True),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("is_main", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_affiliation_contact_id"),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name="fk_affiliation_partner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_affiliation"),
        **OPTIONS,
    )
    op.create_index("ix_affiliation_contact_id", "affiliation", ["contact_id"])
    op.create_index("ix_affiliation_partner_id", "affiliation", ["partner_id"])

    op.create_table(
        "change_record",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("entry_id", WHOLE, nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("row_id", WHOLE, nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entry.id"], name="fk_change_record_entry_id"),
        sa.PrimaryKeyConstraint("id", name="pk_change_record"),
        **OPTIONS,
    )
    op.create_index("ix_change_record_entity_row", "change_record", ["entity", "row_id"])
    op.create_index("ix_change_record_entry_id", "change_record", ["entry_id"])

    op.create_table(
        "consent",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("partner_id", WHOLE, nullable=True),
        sa.Column("contact_id", WHOLE, nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("(partner_id IS NULL) <> (contact_id IS NULL)", name="ck_consent_one_holder"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_consent_contact_id"),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name="fk_consent_partner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
        **OPTIONS,
    )
    op.create_index("ix_consent_contact_id", "consent", ["contact_id"])
    op.create_index("ix_consent_partner_id", "consent", ["partner_id"])

    op.create_table(
        "contact_point",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("partner_id", WHOLE, nullable=True),
        sa.Column("contact_id", WHOLE, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("normal", sa.Text(), nullable=False),
        sa.Column("is_main", sa.Integer(), nullable=False),
        sa.CheckConstraint("(partner_id IS NULL) <> (contact_id IS NULL)", name="ck_contact_point_one_holder"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_point_contact_id"),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name="fk_contact_point_partner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contact_point"),
        **OPTIONS,
    )
    op.create_index("ix_contact_point_contact_id", "contact_point", ["contact_id"])
    op.create_index("ix_contact_point_normal", "contact_point", ["normal"])
    op.create_index("ix_contact_point_partner_id", "contact_point", ["partner_id"])

    op.create_table(
        "customer_terms",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("partner_id", WHOLE, nullable=False),
        sa.Column("credit_limit_minor", WHOLE, nullable=True),
        sa.Column("delivery_window", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name="fk_customer_terms_partner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_customer_terms"),
        sa.UniqueConstraint("partner_id", name="uq_customer_terms_partner_id"),
        **OPTIONS,
    )
    op.create_table(
        "import_batch",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("staff_id", WHOLE, nullable=True),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("created", WHOLE, nullable=False),
        sa.Column("updated", WHOLE, nullable=False),
        sa.Column("unchanged", WHOLE, nullable=False),
        sa.Column("refused", WHOLE, nullable=False),
        sa.Column("entry_id", WHOLE, nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entry.id"], name="fk_import_batch_entry_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_import_batch_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_import_batch"),
        **OPTIONS,
    )
    op.create_table(
        "interaction",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("partner_id", WHOLE, nullable=True),
        sa.Column("contact_id", WHOLE, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("duration_seconds", WHOLE, nullable=True),
        sa.Column("staff_id", WHOLE, nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("satisfaction", WHOLE, nullable=True),
        sa.Column("waiting_seconds", WHOLE, nullable=True),
        sa.Column("version", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_interaction_contact_id"),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name="fk_interaction_partner_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_interaction_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_interaction"),
        **OPTIONS,
    )
    op.create_index("ix_interaction_contact_id", "interaction", ["contact_id"])
    op.create_index("ix_interaction_kind_at", "interaction", ["kind", "at"])
    op.create_index("ix_interaction_partner_at", "interaction", ["partner_id", "at"])
    op.create_index("ix_interaction_staff_id", "interaction", ["staff_id"])

    op.create_table(
        "lot",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("product_id", WHOLE, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("code_fold", sa.Text(), nullable=False),
        sa.Column("supplier_id", WHOLE, nullable=True),
        sa.Column("best_before", sa.Text(), nullable=True),
        sa.Column("expiry", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_lot_product_id"),
        sa.ForeignKeyConstraint(["supplier_id"], ["partner.id"], name="fk_lot_supplier_id"),
        sa.PrimaryKeyConstraint("id", name="pk_lot"),
        sa.UniqueConstraint("product_id", "code_fold", name="uq_lot_product_id_code_fold"),
        **OPTIONS,
    )
    op.create_index("ix_lot_supplier_id", "lot", ["supplier_id"])

    op.create_table(
        "partner_tag",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("tag_id", WHOLE, nullable=False),
        sa.Column("partner_id", WHOLE, nullable=True),
        sa.Column("contact_id", WHOLE, nullable=True),
        sa.CheckConstraint("(partner_id IS NULL) <> (contact_id IS NULL)", name="ck_partner_tag_one_holder"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_partner_tag_contact_id"),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name="fk_partner_tag_partner_id"),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name="fk_partner_tag_tag_id"),
        sa.PrimaryKeyConstraint("id", name="pk_partner_tag"),
        sa.UniqueConstraint("tag_id", "partner_id", "contact_id", name="uq_partner_tag_tag_id_partner_id_contact_id"),
        **OPTIONS,
    )
    op.create_index("ix_partner_tag_contact_id", "partner_tag", ["contact_id"])
    op.create_index("ix_partner_tag_partner_id", "partner_tag", ["partner_id"])
    op.create_index("ix_partner_tag_tag_id", "partner_tag", ["tag_id"])

    op.create_table(
        "pinned_fact",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("partner_id", WHOLE, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name="fk_pinned_fact_partner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pinned_fact"),
        **OPTIONS,
    )
    op.create_index("ix_pinned_fact_partner_id", "pinned_fact", ["partner_id"])

    op.create_table(
        "purchase_order",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_fold", sa.Text(), nullable=False),
        sa.Column("supplier_id", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("held_from", sa.Text(), nullable=True),
        sa.Column("ordered", sa.Text(), nullable=False),
        sa.Column("sent", sa.Text(), nullable=True),
        sa.Column("confirmed", sa.Text(), nullable=True),
        sa.Column("closed", sa.Text(), nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("freight_minor", WHOLE, nullable=False),
        sa.Column("staff_id", WHOLE, nullable=True),
        sa.Column("history", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_purchase_order_staff_id"),
        sa.ForeignKeyConstraint(["supplier_id"], ["partner.id"], name="fk_purchase_order_supplier_id"),
        sa.PrimaryKeyConstraint("id", name="pk_purchase_order"),
        sa.UniqueConstraint("number_fold", name="uq_purchase_order_number_fold"),
        **OPTIONS,
    )
    op.create_index("ix_purchase_order_ordered", "purchase_order", ["ordered"])
    op.create_index("ix_purchase_order_staff_id", "purchase_order", ["staff_id"])
    op.create_index("ix_purchase_order_state", "purchase_order", ["state"])
    op.create_index("ix_purchase_order_supplier_id", "purchase_order", ["supplier_id"])

    op.create_table(
        "sales_order",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_fold", sa.Text(), nullable=False),
        sa.Column("customer_id", WHOLE, nullable=False),
        sa.Column("contact_id", WHOLE, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("held_from", sa.Text(), nullable=True),
        sa.Column("ordered", sa.Text(), nullable=False),
        sa.Column("closed", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("freight_minor", WHOLE, nullable=False),
        sa.Column("staff_id", WHOLE, nullable=True),
        sa.Column("lost_reason", sa.Text(), nullable=False),
        sa.Column("history", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_sales_order_contact_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["partner.id"], name="fk_sales_order_customer_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_sales_order_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sales_order"),
        sa.UniqueConstraint("number_fold", name="uq_sales_order_number_fold"),
        **OPTIONS,
    )
    op.create_index("ix_sales_order_customer_id", "sales_order", ["customer_id"])
    op.create_index("ix_sales_order_ordered", "sales_order", ["ordered"])
    op.create_index("ix_sales_order_staff_id", "sales_order", ["staff_id"])
    op.create_index("ix_sales_order_state", "sales_order", ["state"])

    op.create_table(
        "shipment",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_fold", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("partner_id", WHOLE, nullable=True),
        sa.Column("carrier_id", WHOLE, nullable=True),
        sa.Column("tracking", sa.Text(), nullable=False),
        sa.Column("promised", sa.Text(), nullable=True),
        sa.Column("shipped", sa.Text(), nullable=True),
        sa.Column("arrived", sa.Text(), nullable=True),
        sa.Column("delivered", sa.Text(), nullable=True),
        sa.Column("freight_minor", WHOLE, nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("weight_g", WHOLE, nullable=True),
        sa.Column("staff_id", WHOLE, nullable=True),
        sa.Column("history", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["carrier_id"], ["partner.id"], name="fk_shipment_carrier_id"),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name="fk_shipment_partner_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_shipment_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_shipment"),
        sa.UniqueConstraint("number_fold", name="uq_shipment_number_fold"),
        **OPTIONS,
    )
    op.create_index("ix_shipment_carrier_id", "shipment", ["carrier_id"])
    op.create_index("ix_shipment_kind_shipped", "shipment", ["kind", "shipped"])
    op.create_index("ix_shipment_partner_id", "shipment", ["partner_id"])
    op.create_index("ix_shipment_promised", "shipment", ["promised"])
    op.create_index("ix_shipment_state", "shipment", ["state"])

    op.create_table(
        "supplier_item",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("supplier_id", WHOLE, nullable=False),
        sa.Column("product_id", WHOLE, nullable=False),
        sa.Column("supplier_sku", sa.Text(), nullable=False),
        sa.Column("price_minor", WHOLE, nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("pack_quantity", WHOLE, nullable=True),
        sa.Column("minimum", WHOLE, nullable=True),
        sa.Column("multiple", WHOLE, nullable=True),
        sa.Column("maximum", WHOLE, nullable=True),
        sa.Column("lead_time_days", WHOLE, nullable=True),
        sa.Column("valid_from", sa.Text(), nullable=True),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_supplier_item_product_id"),
        sa.ForeignKeyConstraint(["supplier_id"], ["partner.id"], name="fk_supplier_item_supplier_id"),
        sa.PrimaryKeyConstraint("id", name="pk_supplier_item"),
        **OPTIONS,
    )
    op.create_index("ix_supplier_item_product_id", "supplier_item", ["product_id"])
    op.create_index("ix_supplier_item_supplier_id", "supplier_item", ["supplier_id"])

    op.create_table(
        "supplier_terms",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("partner_id", WHOLE, nullable=False),
        sa.Column("lead_time_days", WHOLE, nullable=True),
        sa.Column("minimum_order_minor", WHOLE, nullable=True),
        sa.Column("over_receipt_ppm", WHOLE, nullable=False),
        sa.Column("closed_days", sa.Text(), nullable=False),
        sa.Column("incoterm", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name="fk_supplier_terms_partner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_supplier_terms"),
        sa.UniqueConstraint("partner_id", name="uq_supplier_terms_partner_id"),
        **OPTIONS,
    )
    op.create_table(
        "interaction_link",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("interaction_id", WHOLE, nullable=False),
        sa.Column("partner_id", WHOLE, nullable=True),
        sa.Column("contact_id", WHOLE, nullable=True),
        sa.Column("sales_order_id", WHOLE, nullable=True),
        sa.Column("purchase_order_id", WHOLE, nullable=True),
        sa.Column("shipment_id", WHOLE, nullable=True),
        sa.Column("product_id", WHOLE, nullable=True),
        sa.CheckConstraint(
            "CASE WHEN partner_id IS NULL THEN 0 ELSE 1 END + CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END + CASE WHEN sales_order_id IS NULL THEN 0 ELSE 1 END + CASE WHEN purchase_order_id IS NULL THEN 0 ELSE 1 END + CASE WHEN shipment_id IS NULL THEN 0 ELSE 1 END + CASE WHEN product_id IS NULL THEN 0 ELSE 1 END = 1",
            name="ck_interaction_link_one_target",
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_interaction_link_contact_id"),
        sa.ForeignKeyConstraint(["interaction_id"], ["interaction.id"], name="fk_interaction_link_interaction_id"),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name="fk_interaction_link_partner_id"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_interaction_link_product_id"),
        sa.ForeignKeyConstraint(
            ["purchase_order_id"], ["purchase_order.id"], name="fk_interaction_link_purchase_order_id"
        ),
        sa.ForeignKeyConstraint(["sales_order_id"], ["sales_order.id"], name="fk_interaction_link_sales_order_id"),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipment.id"], name="fk_interaction_link_shipment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_interaction_link"),
        **OPTIONS,
    )
    op.create_index("ix_interaction_link_contact_id", "interaction_link", ["contact_id"])
    op.create_index("ix_interaction_link_interaction_id", "interaction_link", ["interaction_id"])
    op.create_index("ix_interaction_link_partner_id", "interaction_link", ["partner_id"])
    op.create_index("ix_interaction_link_product_id", "interaction_link", ["product_id"])
    op.create_index("ix_interaction_link_purchase_order_id", "interaction_link", ["purchase_order_id"])
    op.create_index("ix_interaction_link_sales_order_id", "interaction_link", ["sales_order_id"])
    op.create_index("ix_interaction_link_shipment_id", "interaction_link", ["shipment_id"])

    op.create_table(
        "price_break",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("supplier_item_id", WHOLE, nullable=False),
        sa.Column("min_quantity", WHOLE, nullable=False),
        sa.Column("price_minor", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["supplier_item_id"], ["supplier_item.id"], name="fk_price_break_supplier_item_id"),
        sa.PrimaryKeyConstraint("id", name="pk_price_break"),
        sa.UniqueConstraint("supplier_item_id", "min_quantity", name="uq_price_break_supplier_item_id_min_quantity"),
        **OPTIONS,
    )
    op.create_table(
        "purchase_order_line",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("order_id", WHOLE, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("product_id", WHOLE, nullable=False),
        sa.Column("supplier_item_id", WHOLE, nullable=True),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("price_minor", WHOLE, nullable=False),
        sa.Column("discount_ppm", WHOLE, nullable=False),
        sa.Column("net_minor", WHOLE, nullable=False),
        sa.Column("requested", sa.Text(), nullable=True),
        sa.Column("original_promise", sa.Text(), nullable=True),
        sa.Column("current_promise", sa.Text(), nullable=True),
        sa.Column("received", WHOLE, nullable=False),
        sa.Column("rejected", WHOLE, nullable=False),
        sa.Column("closed_short", WHOLE, nullable=False),
        sa.CheckConstraint("quantity > 0", name="ck_purchase_order_line_quantity"),
        sa.ForeignKeyConstraint(["order_id"], ["purchase_order.id"], name="fk_purchase_order_line_order_id"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_purchase_order_line_product_id"),
        sa.ForeignKeyConstraint(
            ["supplier_item_id"], ["supplier_item.id"], name="fk_purchase_order_line_supplier_item_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_purchase_order_line"),
        **OPTIONS,
    )
    op.create_index("ix_purchase_order_line_order_id", "purchase_order_line", ["order_id"])
    op.create_index("ix_purchase_order_line_product_id", "purchase_order_line", ["product_id"])

    op.create_table(
        "sales_order_line",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("order_id", WHOLE, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("product_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("price_minor", WHOLE, nullable=False),
        sa.Column("discount_ppm", WHOLE, nullable=False),
        sa.Column("net_minor", WHOLE, nullable=False),
        sa.Column("requested", sa.Text(), nullable=True),
        sa.Column("original_promise", sa.Text(), nullable=True),
        sa.Column("current_promise", sa.Text(), nullable=True),
        sa.Column("shipped", WHOLE, nullable=False),
        sa.Column("closed_short", WHOLE, nullable=False),
        sa.CheckConstraint("discount_ppm BETWEEN 0 AND 1000000", name="ck_sales_order_line_discount"),
        sa.CheckConstraint("quantity <> 0", name="ck_sales_order_line_quantity"),
        sa.ForeignKeyConstraint(["order_id"], ["sales_order.id"], name="fk_sales_order_line_order_id"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_sales_order_line_product_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sales_order_line"),
        **OPTIONS,
    )
    op.create_index("ix_sales_order_line_order_id", "sales_order_line", ["order_id"])
    op.create_index("ix_sales_order_line_product_id", "sales_order_line", ["product_id"])

    op.create_table(
        "shipment_event",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("shipment_id", WHOLE, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("staff_id", WHOLE, nullable=True),
        sa.Column("batch_id", WHOLE, nullable=True),
        sa.Column("reverses_id", WHOLE, nullable=True),
        sa.Column("is_reversal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name="fk_shipment_event_batch_id"),
        sa.ForeignKeyConstraint(["reverses_id"], ["shipment_event.id"], name="fk_shipment_event_reverses_id"),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipment.id"], name="fk_shipment_event_shipment_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_shipment_event_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_shipment_event"),
        **OPTIONS,
    )
    op.create_index("ix_shipment_event_batch_id", "shipment_event", ["batch_id"])
    op.create_index("ix_shipment_event_reverses_id", "shipment_event", ["reverses_id"])
    op.create_index("ix_shipment_event_shipment_id", "shipment_event", ["shipment_id"])

    op.create_table(
        "stock_balance",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("product_id", WHOLE, nullable=False),
        sa.Column("location_id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=True),
        sa.Column("inside", sa.Integer(), nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.CheckConstraint("quantity >= 0 OR inside = 0", name="ck_stock_balance_not_negative"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name="fk_stock_balance_location_id"),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name="fk_stock_balance_lot_id"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_stock_balance_product_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stock_balance"),
        **OPTIONS,
    )
    op.create_table(
        "stock_move",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("product_id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=True),
        sa.Column("from_location_id", WHOLE, nullable=False),
        sa.Column("to_location_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("value_minor", WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("cause_id", WHOLE, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("staff_id", WHOLE, nullable=True),
        sa.Column("batch_id", WHOLE, nullable=True),
        sa.Column("reverses_id", WHOLE, nullable=True),
        sa.CheckConstraint("from_location_id <> to_location_id", name="ck_stock_move_places"),
        sa.CheckConstraint("quantity > 0", name="ck_stock_move_quantity"),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name="fk_stock_move_batch_id"),
        sa.ForeignKeyConstraint(["from_location_id"], ["location.id"], name="fk_stock_move_from_location_id"),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name="fk_stock_move_lot_id"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_stock_move_product_id"),
        sa.ForeignKeyConstraint(["reverses_id"], ["stock_move.id"], name="fk_stock_move_reverses_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_stock_move_staff_id"),
        sa.ForeignKeyConstraint(["to_location_id"], ["location.id"], name="fk_stock_move_to_location_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stock_move"),
        **OPTIONS,
    )
    op.create_index("ix_stock_move_batch_id", "stock_move", ["batch_id"])
    op.create_index("ix_stock_move_cause", "stock_move", ["cause", "cause_id"])
    op.create_index("ix_stock_move_lot_id", "stock_move", ["lot_id"])
    op.create_index("ix_stock_move_product_day", "stock_move", ["product_id", "day"])
    op.create_index("ix_stock_move_reverses_id", "stock_move", ["reverses_id"])

    op.create_table(
        "task",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("partner_id", WHOLE, nullable=True),
        sa.Column("contact_id", WHOLE, nullable=True),
        sa.Column("interaction_id", WHOLE, nullable=True),
        sa.Column("owner_id", WHOLE, nullable=True),
        sa.Column("due_at", sa.Text(), nullable=False),
        sa.Column("snoozed_until", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done_at", sa.Text(), nullable=True),
        sa.Column("notified_at", sa.Text(), nullable=True),
        sa.Column("version", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_task_contact_id"),
        sa.ForeignKeyConstraint(["interaction_id"], ["interaction.id"], name="fk_task_interaction_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name="fk_task_owner_id"),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name="fk_task_partner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
        **OPTIONS,
    )
    op.create_index("ix_task_interaction_id", "task", ["interaction_id"])
    op.create_index("ix_task_owner_id", "task", ["owner_id"])
    op.create_index("ix_task_partner_id", "task", ["partner_id"])
    op.create_index("ix_task_state_due", "task", ["state", "due_at"])

    op.create_table(
        "reservation",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("sales_order_line_id", WHOLE, nullable=False),
        sa.Column("product_id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=True),
        sa.Column("purchase_order_line_id", WHOLE, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.CheckConstraint("quantity > 0", name="ck_reservation_quantity"),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name="fk_reservation_lot_id"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_reservation_product_id"),
        sa.ForeignKeyConstraint(
            ["purchase_order_line_id"],
            ["purchase_order_line.id"],
            name="fk_reservation_purchase_order_line_id",
        ),
        sa.ForeignKeyConstraint(
            ["sales_order_line_id"], ["sales_order_line.id"], name="fk_reservation_sales_order_line_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reservation"),
        **OPTIONS,
    )
    op.create_index("ix_reservation_product_id", "reservation", ["product_id"])
    op.create_index("ix_reservation_purchase_order_line_id", "reservation", ["purchase_order_line_id"])
    op.create_index("ix_reservation_sales_order_line_id", "reservation", ["sales_order_line_id"])

    op.create_table(
        "shipment_line",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("shipment_id", WHOLE, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("sales_order_line_id", WHOLE, nullable=True),
        sa.Column("purchase_order_line_id", WHOLE, nullable=True),
        sa.Column("product_id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=True),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("accepted", WHOLE, nullable=False),
        sa.Column("rejected", WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name="fk_shipment_line_lot_id"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_shipment_line_product_id"),
        sa.ForeignKeyConstraint(
            ["purchase_order_line_id"],
            ["purchase_order_line.id"],
            name="fk_shipment_line_purchase_order_line_id",
        ),
        sa.ForeignKeyConstraint(
            ["sales_order_line_id"], ["sales_order_line.id"], name="fk_shipment_line_sales_order_line_id"
        ),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipment.id"], name="fk_shipment_line_shipment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_shipment_line"),
        **OPTIONS,
    )
    op.create_index("ix_shipment_line_lot_id", "shipment_line", ["lot_id"])
    op.create_index("ix_shipment_line_product_id", "shipment_line", ["product_id"])
    op.create_index("ix_shipment_line_purchase_order_line_id", "shipment_line", ["purchase_order_line_id"])
    op.create_index("ix_shipment_line_sales_order_line_id", "shipment_line", ["sales_order_line_id"])
    op.create_index("ix_shipment_line_shipment_id", "shipment_line", ["shipment_id"])

    op.create_index(
        "uq_stock_balance_place",
        "stock_balance",
        ["product_id", "location_id", sa.text("coalesce(lot_id, 0)")],
        unique=True,
    )
    for statement in (*APPEND_ONLY, *SEARCH):
        op.execute(sa.text(statement.replace(":", "\\:")))
    op.bulk_insert(
        sa.table("location", *(sa.column(name) for name in ("id", "name", "name_fold", "kind", "status"))),
        [
            {"id": number, "name": name, "name_fold": name.casefold(), "kind": kind, "status": "active"}
            for number, name, kind in FIRST_LOCATIONS
        ],
    )
