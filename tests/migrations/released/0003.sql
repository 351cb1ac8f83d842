PRAGMA foreign_keys = OFF;
BEGIN;
PRAGMA application_id = 1414549331;
PRAGMA user_version = 3;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE contact (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name TEXT NOT NULL, 
	name_fold TEXT NOT NULL, 
	first_name TEXT NOT NULL, 
	last_name TEXT NOT NULL, 
	birthday TEXT, 
	notes TEXT NOT NULL, 
	status TEXT NOT NULL, 
	version INTEGER NOT NULL
)
 STRICT

;
CREATE INDEX ix_contact_name_fold ON contact (name_fold);
CREATE TABLE facts_state (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	day TEXT NOT NULL, 
	limits TEXT NOT NULL
)
 STRICT

;
CREATE TABLE location (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name TEXT NOT NULL, 
	name_fold TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	parent_id INTEGER, 
	status TEXT NOT NULL, 
	CONSTRAINT fk_location_parent_id FOREIGN KEY(parent_id) REFERENCES location (id), 
	CONSTRAINT uq_location_name_fold UNIQUE (name_fold)
)
 STRICT

;
CREATE INDEX ix_location_parent_id ON location (parent_id);
CREATE TABLE partner_facts (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	orders INTEGER NOT NULL, 
	open_orders INTEGER NOT NULL, 
	first_ordered TEXT, 
	last_ordered TEXT, 
	currency TEXT, 
	mixed_currencies INTEGER NOT NULL, 
	sales_minor INTEGER NOT NULL, 
	sales_year_minor INTEGER NOT NULL, 
	last_contact_at TEXT, 
	recency INTEGER, 
	frequency INTEGER, 
	monetary INTEGER, 
	segment TEXT NOT NULL
)
 STRICT

;
CREATE INDEX ix_partner_facts_last_contact_at ON partner_facts (last_contact_at);
CREATE INDEX ix_partner_facts_sales_year_minor ON partner_facts (sales_year_minor);
CREATE TABLE product (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	sku TEXT NOT NULL, 
	sku_fold TEXT NOT NULL, 
	gtin TEXT, 
	name TEXT NOT NULL, 
	name_fold TEXT NOT NULL, 
	category TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	unit_decimals INTEGER NOT NULL, 
	weight_g INTEGER, 
	volume_ml INTEGER, 
	tracking TEXT NOT NULL, 
	shelf_life_days INTEGER, 
	price_minor INTEGER, 
	currency TEXT, 
	cost_minor INTEGER, 
	reorder_point INTEGER, 
	target_stock INTEGER, 
	status TEXT NOT NULL, 
	notes TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT ck_product_ck_product_unit_decimals CHECK (unit_decimals BETWEEN 0 AND 6), 
	CONSTRAINT uq_product_sku_fold UNIQUE (sku_fold)
)
 STRICT

;
CREATE INDEX ix_product_category ON product (category);
CREATE INDEX ix_product_gtin ON product (gtin);
CREATE INDEX ix_product_name_fold ON product (name_fold);
CREATE TABLE setting (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT uq_setting_key UNIQUE ("key")
)
 STRICT

;
CREATE TABLE staff (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	code TEXT, 
	name TEXT NOT NULL, 
	name_fold TEXT NOT NULL, 
	title TEXT NOT NULL, 
	email TEXT NOT NULL, 
	role TEXT NOT NULL, 
	active INTEGER NOT NULL, 
	signs_in INTEGER NOT NULL, 
	version INTEGER NOT NULL
)
 STRICT

;
CREATE INDEX ix_staff_name_fold ON staff (name_fold);
CREATE TABLE tag (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name TEXT NOT NULL, 
	name_fold TEXT NOT NULL, 
	CONSTRAINT uq_tag_name_fold UNIQUE (name_fold)
)
 STRICT

;
CREATE TABLE audit_entry (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	at TEXT NOT NULL, 
	staff_id INTEGER, 
	operation TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	operation_key TEXT, 
	result INTEGER, 
	undoes_id INTEGER, 
	digest TEXT NOT NULL, 
	previous_hash TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	CONSTRAINT fk_audit_entry_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT fk_audit_entry_undoes_id FOREIGN KEY(undoes_id) REFERENCES audit_entry (id), 
	CONSTRAINT uq_audit_entry_operation_key UNIQUE (operation_key)
)
 STRICT

;
CREATE INDEX ix_audit_entry_undoes_id ON audit_entry (undoes_id);
CREATE TABLE credential (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	staff_id INTEGER NOT NULL, 
	password_hash TEXT NOT NULL, 
	failures INTEGER NOT NULL, 
	locked_until TEXT, 
	CONSTRAINT fk_credential_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id) ON DELETE CASCADE, 
	CONSTRAINT uq_credential_staff_id UNIQUE (staff_id)
)
 STRICT

;
CREATE TABLE first_page (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	staff_id INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	day TEXT NOT NULL, 
	content TEXT NOT NULL, 
	CONSTRAINT fk_first_page_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT uq_first_page_staff_id UNIQUE (staff_id)
)
 STRICT

;
CREATE TABLE partner (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	code TEXT, 
	code_fold TEXT, 
	name TEXT NOT NULL, 
	name_fold TEXT NOT NULL, 
	is_supplier INTEGER NOT NULL, 
	is_customer INTEGER NOT NULL, 
	is_carrier INTEGER NOT NULL, 
	status TEXT NOT NULL, 
	tax_id TEXT NOT NULL, 
	currency TEXT, 
	payment_days INTEGER, 
	owner_id INTEGER, 
	notes TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT fk_partner_owner_id FOREIGN KEY(owner_id) REFERENCES staff (id), 
	CONSTRAINT ck_partner_ck_partner_has_role CHECK (is_supplier + is_customer + is_carrier > 0)
)
 STRICT

;
CREATE INDEX ix_partner_name_fold ON partner (name_fold);
CREATE INDEX ix_partner_owner_id ON partner (owner_id);
CREATE UNIQUE INDEX uq_partner_code_carrier ON partner (code_fold) WHERE is_carrier = 1;
CREATE UNIQUE INDEX uq_partner_code_customer ON partner (code_fold) WHERE is_customer = 1;
CREATE UNIQUE INDEX uq_partner_code_supplier ON partner (code_fold) WHERE is_supplier = 1;
CREATE TABLE stock_valuation (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	product_id INTEGER NOT NULL, 
	quantity INTEGER NOT NULL, 
	value_minor INTEGER NOT NULL, 
	CONSTRAINT fk_stock_valuation_product_id FOREIGN KEY(product_id) REFERENCES product (id), 
	CONSTRAINT ck_stock_valuation_ck_stock_valuation_not_negative CHECK (quantity >= 0), 
	CONSTRAINT uq_stock_valuation_product_id UNIQUE (product_id)
)
 STRICT

;
CREATE TABLE address (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	partner_id INTEGER, 
	contact_id INTEGER, 
	label TEXT NOT NULL, 
	street TEXT NOT NULL, 
	city TEXT NOT NULL, 
	region TEXT NOT NULL, 
	postal_code TEXT NOT NULL, 
	country TEXT NOT NULL, 
	is_main INTEGER NOT NULL, 
	CONSTRAINT fk_address_partner_id FOREIGN KEY(partner_id) REFERENCES partner (id), 
	CONSTRAINT fk_address_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id), 
	CONSTRAINT ck_address_ck_address_one_holder CHECK ((partner_id IS NULL) <> (contact_id IS NULL))
)
 STRICT

;
CREATE INDEX ix_address_contact_id ON address (contact_id);
CREATE INDEX ix_address_partner_id ON address (partner_id);
CREATE TABLE affiliation (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	contact_id INTEGER NOT NULL, 
	partner_id INTEGER NOT NULL, 
	role TEXT NOT NULL, 
	valid_from TEXT, 
	valid_to TEXT, 
	is_main INTEGER NOT NULL, 
	CONSTRAINT fk_affiliation_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id), 
	CONSTRAINT fk_affiliation_partner_id FOREIGN KEY(partner_id) REFERENCES partner (id)
)
 STRICT

;
CREATE INDEX ix_affiliation_contact_id ON affiliation (contact_id);
CREATE INDEX ix_affiliation_partner_id ON affiliation (partner_id);
CREATE TABLE change_record (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	entry_id INTEGER NOT NULL, 
	entity TEXT NOT NULL, 
	row_id INTEGER NOT NULL, 
	"before" TEXT, 
	"after" TEXT, 
	salt TEXT, 
	digest TEXT NOT NULL, 
	CONSTRAINT fk_change_record_entry_id FOREIGN KEY(entry_id) REFERENCES audit_entry (id)
)
 STRICT

;
CREATE INDEX ix_change_record_entry_id ON change_record (entry_id);
CREATE INDEX ix_change_record_entity_row ON change_record (entity, row_id);
CREATE TABLE consent (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	partner_id INTEGER, 
	contact_id INTEGER, 
	channel TEXT NOT NULL, 
	given INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	source TEXT NOT NULL, 
	CONSTRAINT fk_consent_partner_id FOREIGN KEY(partner_id) REFERENCES partner (id), 
	CONSTRAINT fk_consent_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id), 
	CONSTRAINT ck_consent_ck_consent_one_holder CHECK ((partner_id IS NULL) <> (contact_id IS NULL))
)
 STRICT

;
CREATE INDEX ix_consent_contact_id ON consent (contact_id);
CREATE INDEX ix_consent_partner_id ON consent (partner_id);
CREATE TABLE contact_point (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	partner_id INTEGER, 
	contact_id INTEGER, 
	kind TEXT NOT NULL, 
	value TEXT NOT NULL, 
	normal TEXT NOT NULL, 
	is_main INTEGER NOT NULL, 
	CONSTRAINT fk_contact_point_partner_id FOREIGN KEY(partner_id) REFERENCES partner (id), 
	CONSTRAINT fk_contact_point_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id), 
	CONSTRAINT ck_contact_point_ck_contact_point_one_holder CHECK ((partner_id IS NULL) <> (contact_id IS NULL))
)
 STRICT

;
CREATE INDEX ix_contact_point_contact_id ON contact_point (contact_id);
CREATE INDEX ix_contact_point_normal ON contact_point (normal);
CREATE INDEX ix_contact_point_partner_id ON contact_point (partner_id);
CREATE TABLE customer_terms (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	partner_id INTEGER NOT NULL, 
	credit_limit_minor INTEGER, 
	delivery_window TEXT NOT NULL, 
	CONSTRAINT fk_customer_terms_partner_id FOREIGN KEY(partner_id) REFERENCES partner (id), 
	CONSTRAINT uq_customer_terms_partner_id UNIQUE (partner_id)
)
 STRICT

;
CREATE TABLE import_batch (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	kind TEXT NOT NULL, 
	state TEXT NOT NULL, 
	at TEXT NOT NULL, 
	staff_id INTEGER, 
	files TEXT NOT NULL, 
	mapping TEXT NOT NULL, 
	created INTEGER NOT NULL, 
	updated INTEGER NOT NULL, 
	unchanged INTEGER NOT NULL, 
	refused INTEGER NOT NULL, 
	entry_id INTEGER, 
	CONSTRAINT fk_import_batch_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT fk_import_batch_entry_id FOREIGN KEY(entry_id) REFERENCES audit_entry (id)
)
 STRICT

;
CREATE TABLE interaction (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	partner_id INTEGER, 
	contact_id INTEGER, 
	kind TEXT NOT NULL, 
	direction TEXT NOT NULL, 
	state TEXT NOT NULL, 
	outcome TEXT, 
	at TEXT NOT NULL, 
	duration_seconds INTEGER, 
	staff_id INTEGER, 
	subject TEXT NOT NULL, 
	notes TEXT NOT NULL, 
	topic TEXT NOT NULL, 
	satisfaction INTEGER, 
	waiting_seconds INTEGER, 
	version INTEGER NOT NULL, 
	CONSTRAINT fk_interaction_partner_id FOREIGN KEY(partner_id) REFERENCES partner (id), 
	CONSTRAINT fk_interaction_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id), 
	CONSTRAINT fk_interaction_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
)
 STRICT

;
CREATE INDEX ix_interaction_contact_id ON interaction (contact_id);
CREATE INDEX ix_interaction_kind_at ON interaction (kind, at);
CREATE INDEX ix_interaction_staff_id ON interaction (staff_id);
CREATE INDEX ix_interaction_partner_at ON interaction (partner_id, at);
CREATE TABLE lot (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	product_id INTEGER NOT NULL, 
	code TEXT NOT NULL, 
	code_fold TEXT NOT NULL, 
	supplier_id INTEGER, 
	best_before TEXT, 
	expiry TEXT, 
	status TEXT NOT NULL, 
	CONSTRAINT fk_lot_product_id FOREIGN KEY(product_id) REFERENCES product (id), 
	CONSTRAINT fk_lot_supplier_id FOREIGN KEY(supplier_id) REFERENCES partner (id), 
	CONSTRAINT uq_lot_product_id_code_fold UNIQUE (product_id, code_fold)
)
 STRICT

;
CREATE INDEX ix_lot_supplier_id ON lot (supplier_id);
CREATE TABLE partner_tag (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	tag_id INTEGER NOT NULL, 
	partner_id INTEGER, 
	contact_id INTEGER, 
	CONSTRAINT fk_partner_tag_tag_id FOREIGN KEY(tag_id) REFERENCES tag (id), 
	CONSTRAINT fk_partner_tag_partner_id FOREIGN KEY(partner_id) REFERENCES partner (id), 
	CONSTRAINT fk_partner_tag_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id), 
	CONSTRAINT ck_partner_tag_ck_partner_tag_one_holder CHECK ((partner_id IS NULL) <> (contact_id IS NULL)), 
	CONSTRAINT uq_partner_tag_tag_id_partner_id_contact_id UNIQUE (tag_id, partner_id, contact_id)
)
 STRICT

;
CREATE INDEX ix_partner_tag_contact_id ON partner_tag (contact_id);
CREATE INDEX ix_partner_tag_partner_id ON partner_tag (partner_id);
CREATE INDEX ix_partner_tag_tag_id ON partner_tag (tag_id);
CREATE TABLE pinned_fact (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	partner_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	CONSTRAINT fk_pinned_fact_partner_id FOREIGN KEY(partner_id) REFERENCES partner (id)
)
 STRICT

;
CREATE INDEX ix_pinned_fact_partner_id ON pinned_fact (partner_id);
CREATE TABLE purchase_order (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	number TEXT NOT NULL, 
	number_fold TEXT NOT NULL, 
	supplier_id INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	held_from TEXT, 
	ordered TEXT NOT NULL, 
	sent TEXT, 
	confirmed TEXT, 
	closed TEXT, 
	close_reason TEXT, 
	currency TEXT NOT NULL, 
	freight_minor INTEGER NOT NULL, 
	staff_id INTEGER, 
	history INTEGER NOT NULL, 
	notes TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT fk_purchase_order_supplier_id FOREIGN KEY(supplier_id) REFERENCES partner (id), 
	CONSTRAINT fk_purchase_order_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT uq_purchase_order_number_fold UNIQUE (number_fold)
)
 STRICT

;
CREATE INDEX ix_purchase_order_ordered ON purchase_order (ordered);
CREATE INDEX ix_purchase_order_staff_id ON purchase_order (staff_id);
CREATE INDEX ix_purchase_order_state ON purchase_order (state);
CREATE INDEX ix_purchase_order_supplier_id ON purchase_order (supplier_id);
CREATE TABLE sales_order (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	number TEXT NOT NULL, 
	number_fold TEXT NOT NULL, 
	customer_id INTEGER NOT NULL, 
	contact_id INTEGER, 
	state TEXT NOT NULL, 
	held_from TEXT, 
	ordered TEXT NOT NULL, 
	closed TEXT, 
	currency TEXT NOT NULL, 
	freight_minor INTEGER NOT NULL, 
	staff_id INTEGER, 
	lost_reason TEXT NOT NULL, 
	history INTEGER NOT NULL, 
	notes TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT fk_sales_order_customer_id FOREIGN KEY(customer_id) REFERENCES partner (id), 
	CONSTRAINT fk_sales_order_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id), 
	CONSTRAINT fk_sales_order_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT uq_sales_order_number_fold UNIQUE (number_fold)
)
 STRICT

;
CREATE INDEX ix_sales_order_customer_id ON sales_order (customer_id);
CREATE INDEX ix_sales_order_ordered ON sales_order (ordered);
CREATE INDEX ix_sales_order_staff_id ON sales_order (staff_id);
CREATE INDEX ix_sales_order_state ON sales_order (state);
CREATE TABLE shipment (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	number TEXT NOT NULL, 
	number_fold TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	state TEXT NOT NULL, 
	partner_id INTEGER, 
	carrier_id INTEGER, 
	tracking TEXT NOT NULL, 
	promised TEXT, 
	shipped TEXT, 
	arrived TEXT, 
	delivered TEXT, 
	freight_minor INTEGER, 
	currency TEXT, 
	weight_g INTEGER, 
	staff_id INTEGER, 
	history INTEGER NOT NULL, 
	notes TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT fk_shipment_partner_id FOREIGN KEY(partner_id) REFERENCES partner (id), 
	CONSTRAINT fk_shipment_carrier_id FOREIGN KEY(carrier_id) REFERENCES partner (id), 
	CONSTRAINT fk_shipment_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT uq_shipment_number_fold UNIQUE (number_fold)
)
 STRICT

;
CREATE INDEX ix_shipment_carrier_id ON shipment (carrier_id);
CREATE INDEX ix_shipment_kind_shipped ON shipment (kind, shipped);
CREATE INDEX ix_shipment_partner_id ON shipment (partner_id);
CREATE INDEX ix_shipment_promised ON shipment (promised);
CREATE INDEX ix_shipment_state ON shipment (state);
CREATE TABLE supplier_item (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	supplier_id INTEGER NOT NULL, 
	product_id INTEGER NOT NULL, 
	supplier_sku TEXT NOT NULL, 
	price_minor INTEGER, 
	currency TEXT, 
	pack_quantity INTEGER, 
	minimum INTEGER, 
	multiple INTEGER, 
	maximum INTEGER, 
	lead_time_days INTEGER, 
	valid_from TEXT, 
	valid_to TEXT, 
	CONSTRAINT fk_supplier_item_supplier_id FOREIGN KEY(supplier_id) REFERENCES partner (id), 
	CONSTRAINT fk_supplier_item_product_id FOREIGN KEY(product_id) REFERENCES product (id)
)
 STRICT

;
CREATE INDEX ix_supplier_item_product_id ON supplier_item (product_id);
CREATE INDEX ix_supplier_item_supplier_id ON supplier_item (supplier_id);
CREATE TABLE supplier_terms (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	partner_id INTEGER NOT NULL, 
	lead_time_days INTEGER, 
	minimum_order_minor INTEGER, 
	over_receipt_ppm INTEGER NOT NULL, 
	closed_days TEXT NOT NULL, 
	incoterm TEXT NOT NULL, 
	CONSTRAINT fk_supplier_terms_partner_id FOREIGN KEY(partner_id) REFERENCES partner (id), 
	CONSTRAINT uq_supplier_terms_partner_id UNIQUE (partner_id)
)
 STRICT

;
CREATE TABLE interaction_link (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	interaction_id INTEGER NOT NULL, 
	partner_id INTEGER, 
	contact_id INTEGER, 
	sales_order_id INTEGER, 
	purchase_order_id INTEGER, 
	shipment_id INTEGER, 
	product_id INTEGER, 
	CONSTRAINT fk_interaction_link_interaction_id FOREIGN KEY(interaction_id) REFERENCES interaction (id), 
	CONSTRAINT fk_interaction_link_partner_id FOREIGN KEY(partner_id) REFERENCES partner (id), 
	CONSTRAINT fk_interaction_link_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id), 
	CONSTRAINT fk_interaction_link_sales_order_id FOREIGN KEY(sales_order_id) REFERENCES sales_order (id), 
	CONSTRAINT fk_interaction_link_purchase_order_id FOREIGN KEY(purchase_order_id) REFERENCES purchase_order (id), 
	CONSTRAINT fk_interaction_link_shipment_id FOREIGN KEY(shipment_id) REFERENCES shipment (id), 
	CONSTRAINT fk_interaction_link_product_id FOREIGN KEY(product_id) REFERENCES product (id), 
	CONSTRAINT ck_interaction_link_ck_interaction_link_one_target CHECK (CASE WHEN partner_id IS NULL THEN 0 ELSE 1 END + CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END + CASE WHEN sales_order_id IS NULL THEN 0 ELSE 1 END + CASE WHEN purchase_order_id IS NULL THEN 0 ELSE 1 END + CASE WHEN shipment_id IS NULL THEN 0 ELSE 1 END + CASE WHEN product_id IS NULL THEN 0 ELSE 1 END = 1)
)
 STRICT

;
CREATE INDEX ix_interaction_link_contact_id ON interaction_link (contact_id);
CREATE INDEX ix_interaction_link_interaction_id ON interaction_link (interaction_id);
CREATE INDEX ix_interaction_link_partner_id ON interaction_link (partner_id);
CREATE INDEX ix_interaction_link_product_id ON interaction_link (product_id);
CREATE INDEX ix_interaction_link_purchase_order_id ON interaction_link (purchase_order_id);
CREATE INDEX ix_interaction_link_sales_order_id ON interaction_link (sales_order_id);
CREATE INDEX ix_interaction_link_shipment_id ON interaction_link (shipment_id);
CREATE TABLE price_break (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	supplier_item_id INTEGER NOT NULL, 
	min_quantity INTEGER NOT NULL, 
	price_minor INTEGER NOT NULL, 
	CONSTRAINT fk_price_break_supplier_item_id FOREIGN KEY(supplier_item_id) REFERENCES supplier_item (id), 
	CONSTRAINT uq_price_break_supplier_item_id_min_quantity UNIQUE (supplier_item_id, min_quantity)
)
 STRICT

;
CREATE TABLE purchase_order_line (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	order_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	product_id INTEGER NOT NULL, 
	supplier_item_id INTEGER, 
	quantity INTEGER NOT NULL, 
	price_minor INTEGER NOT NULL, 
	discount_ppm INTEGER NOT NULL, 
	net_minor INTEGER NOT NULL, 
	requested TEXT, 
	original_promise TEXT, 
	current_promise TEXT, 
	received INTEGER NOT NULL, 
	rejected INTEGER NOT NULL, 
	closed_short INTEGER NOT NULL, 
	CONSTRAINT fk_purchase_order_line_order_id FOREIGN KEY(order_id) REFERENCES purchase_order (id), 
	CONSTRAINT fk_purchase_order_line_product_id FOREIGN KEY(product_id) REFERENCES product (id), 
	CONSTRAINT fk_purchase_order_line_supplier_item_id FOREIGN KEY(supplier_item_id) REFERENCES supplier_item (id), 
	CONSTRAINT ck_purchase_order_line_ck_purchase_order_line_quantity CHECK (quantity > 0)
)
 STRICT

;
CREATE INDEX ix_purchase_order_line_order_id ON purchase_order_line (order_id);
CREATE INDEX ix_purchase_order_line_product_id ON purchase_order_line (product_id);
CREATE TABLE sales_order_line (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	order_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	product_id INTEGER NOT NULL, 
	quantity INTEGER NOT NULL, 
	price_minor INTEGER NOT NULL, 
	discount_ppm INTEGER NOT NULL, 
	net_minor INTEGER NOT NULL, 
	requested TEXT, 
	original_promise TEXT, 
	current_promise TEXT, 
	shipped INTEGER NOT NULL, 
	closed_short INTEGER NOT NULL, 
	CONSTRAINT fk_sales_order_line_order_id FOREIGN KEY(order_id) REFERENCES sales_order (id), 
	CONSTRAINT fk_sales_order_line_product_id FOREIGN KEY(product_id) REFERENCES product (id), 
	CONSTRAINT ck_sales_order_line_ck_sales_order_line_discount CHECK (discount_ppm BETWEEN 0 AND 1000000), 
	CONSTRAINT ck_sales_order_line_ck_sales_order_line_quantity CHECK (quantity <> 0)
)
 STRICT

;
CREATE INDEX ix_sales_order_line_order_id ON sales_order_line (order_id);
CREATE INDEX ix_sales_order_line_product_id ON sales_order_line (product_id);
CREATE TABLE shipment_event (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	shipment_id INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	place TEXT NOT NULL, 
	source TEXT NOT NULL, 
	note TEXT NOT NULL, 
	staff_id INTEGER, 
	batch_id INTEGER, 
	reverses_id INTEGER, 
	is_reversal INTEGER NOT NULL, 
	CONSTRAINT fk_shipment_event_shipment_id FOREIGN KEY(shipment_id) REFERENCES shipment (id), 
	CONSTRAINT fk_shipment_event_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT fk_shipment_event_batch_id FOREIGN KEY(batch_id) REFERENCES import_batch (id), 
	CONSTRAINT fk_shipment_event_reverses_id FOREIGN KEY(reverses_id) REFERENCES shipment_event (id)
)
 STRICT

;
CREATE INDEX ix_shipment_event_batch_id ON shipment_event (batch_id);
CREATE INDEX ix_shipment_event_reverses_id ON shipment_event (reverses_id);
CREATE INDEX ix_shipment_event_shipment_id ON shipment_event (shipment_id);
CREATE TABLE stock_balance (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	product_id INTEGER NOT NULL, 
	location_id INTEGER NOT NULL, 
	lot_id INTEGER, 
	inside INTEGER NOT NULL, 
	quantity INTEGER NOT NULL, 
	CONSTRAINT fk_stock_balance_product_id FOREIGN KEY(product_id) REFERENCES product (id), 
	CONSTRAINT fk_stock_balance_location_id FOREIGN KEY(location_id) REFERENCES location (id), 
	CONSTRAINT fk_stock_balance_lot_id FOREIGN KEY(lot_id) REFERENCES lot (id), 
	CONSTRAINT ck_stock_balance_ck_stock_balance_not_negative CHECK (quantity >= 0 OR inside = 0)
)
 STRICT

;
CREATE UNIQUE INDEX uq_stock_balance_place ON stock_balance (product_id, location_id, coalesce(lot_id, 0));
CREATE TABLE stock_move (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	product_id INTEGER NOT NULL, 
	lot_id INTEGER, 
	from_location_id INTEGER NOT NULL, 
	to_location_id INTEGER NOT NULL, 
	quantity INTEGER NOT NULL, 
	value_minor INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	at TEXT NOT NULL, 
	day TEXT NOT NULL, 
	cause TEXT NOT NULL, 
	cause_id INTEGER, 
	reason TEXT, 
	note TEXT NOT NULL, 
	staff_id INTEGER, 
	batch_id INTEGER, 
	reverses_id INTEGER, 
	CONSTRAINT fk_stock_move_product_id FOREIGN KEY(product_id) REFERENCES product (id), 
	CONSTRAINT fk_stock_move_lot_id FOREIGN KEY(lot_id) REFERENCES lot (id), 
	CONSTRAINT fk_stock_move_from_location_id FOREIGN KEY(from_location_id) REFERENCES location (id), 
	CONSTRAINT fk_stock_move_to_location_id FOREIGN KEY(to_location_id) REFERENCES location (id), 
	CONSTRAINT fk_stock_move_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT fk_stock_move_batch_id FOREIGN KEY(batch_id) REFERENCES import_batch (id), 
	CONSTRAINT fk_stock_move_reverses_id FOREIGN KEY(reverses_id) REFERENCES stock_move (id), 
	CONSTRAINT ck_stock_move_ck_stock_move_places CHECK (from_location_id <> to_location_id), 
	CONSTRAINT ck_stock_move_ck_stock_move_quantity CHECK (quantity > 0)
)
 STRICT

;
CREATE INDEX ix_stock_move_batch_id ON stock_move (batch_id);
CREATE INDEX ix_stock_move_lot_id ON stock_move (lot_id);
CREATE INDEX ix_stock_move_reverses_id ON stock_move (reverses_id);
CREATE INDEX ix_stock_move_cause ON stock_move (cause, cause_id);
CREATE INDEX ix_stock_move_demand ON stock_move (day, product_id, kind, from_location_id, quantity) WHERE kind IN ('issue', 'correction');
CREATE INDEX ix_stock_move_product_day ON stock_move (product_id, day);
CREATE TABLE task (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	title TEXT NOT NULL, 
	partner_id INTEGER, 
	contact_id INTEGER, 
	interaction_id INTEGER, 
	owner_id INTEGER, 
	due_at TEXT NOT NULL, 
	snoozed_until TEXT, 
	state TEXT NOT NULL, 
	done_at TEXT, 
	notified_at TEXT, 
	version INTEGER NOT NULL, 
	CONSTRAINT fk_task_partner_id FOREIGN KEY(partner_id) REFERENCES partner (id), 
	CONSTRAINT fk_task_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id), 
	CONSTRAINT fk_task_interaction_id FOREIGN KEY(interaction_id) REFERENCES interaction (id), 
	CONSTRAINT fk_task_owner_id FOREIGN KEY(owner_id) REFERENCES staff (id)
)
 STRICT

;
CREATE INDEX ix_task_interaction_id ON task (interaction_id);
CREATE INDEX ix_task_owner_id ON task (owner_id);
CREATE INDEX ix_task_partner_id ON task (partner_id);
CREATE INDEX ix_task_state_due ON task (state, due_at);
CREATE TABLE purchase_line_facts (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	supplier_id INTEGER NOT NULL, 
	ordered TEXT NOT NULL, 
	currency TEXT NOT NULL, 
	spend_minor INTEGER NOT NULL, 
	is_open INTEGER NOT NULL, 
	due TEXT, 
	completed TEXT, 
	lead_days INTEGER, 
	response_days INTEGER, 
	received INTEGER NOT NULL, 
	rejected INTEGER NOT NULL, 
	scale INTEGER NOT NULL, 
	CONSTRAINT fk_purchase_line_facts_supplier_id FOREIGN KEY(supplier_id) REFERENCES partner (id)
)
 STRICT

;
CREATE INDEX ix_purchase_line_facts_open_due ON purchase_line_facts (due) WHERE is_open = 1;
CREATE TABLE reservation (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	sales_order_line_id INTEGER NOT NULL, 
	product_id INTEGER NOT NULL, 
	lot_id INTEGER, 
	purchase_order_line_id INTEGER, 
	kind TEXT NOT NULL, 
	quantity INTEGER NOT NULL, 
	CONSTRAINT fk_reservation_sales_order_line_id FOREIGN KEY(sales_order_line_id) REFERENCES sales_order_line (id), 
	CONSTRAINT fk_reservation_product_id FOREIGN KEY(product_id) REFERENCES product (id), 
	CONSTRAINT fk_reservation_lot_id FOREIGN KEY(lot_id) REFERENCES lot (id), 
	CONSTRAINT fk_reservation_purchase_order_line_id FOREIGN KEY(purchase_order_line_id) REFERENCES purchase_order_line (id), 
	CONSTRAINT ck_reservation_ck_reservation_quantity CHECK (quantity > 0)
)
 STRICT

;
CREATE INDEX ix_reservation_product_id ON reservation (product_id);
CREATE INDEX ix_reservation_purchase_order_line_id ON reservation (purchase_order_line_id);
CREATE INDEX ix_reservation_sales_order_line_id ON reservation (sales_order_line_id);
CREATE TABLE shipment_line (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	shipment_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	sales_order_line_id INTEGER, 
	purchase_order_line_id INTEGER, 
	product_id INTEGER NOT NULL, 
	lot_id INTEGER, 
	quantity INTEGER NOT NULL, 
	accepted INTEGER NOT NULL, 
	rejected INTEGER NOT NULL, 
	reason TEXT, 
	note TEXT NOT NULL, 
	CONSTRAINT fk_shipment_line_shipment_id FOREIGN KEY(shipment_id) REFERENCES shipment (id), 
	CONSTRAINT fk_shipment_line_sales_order_line_id FOREIGN KEY(sales_order_line_id) REFERENCES sales_order_line (id), 
	CONSTRAINT fk_shipment_line_purchase_order_line_id FOREIGN KEY(purchase_order_line_id) REFERENCES purchase_order_line (id), 
	CONSTRAINT fk_shipment_line_product_id FOREIGN KEY(product_id) REFERENCES product (id), 
	CONSTRAINT fk_shipment_line_lot_id FOREIGN KEY(lot_id) REFERENCES lot (id)
)
 STRICT

;
CREATE INDEX ix_shipment_line_lot_id ON shipment_line (lot_id);
CREATE INDEX ix_shipment_line_product_id ON shipment_line (product_id);
CREATE INDEX ix_shipment_line_purchase_order_line_id ON shipment_line (purchase_order_line_id);
CREATE INDEX ix_shipment_line_sales_order_line_id ON shipment_line (sales_order_line_id);
CREATE INDEX ix_shipment_line_shipment_id ON shipment_line (shipment_id);
CREATE VIRTUAL TABLE search_entry USING fts5(title, code, detail, personal, points, digits, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
CREATE VIRTUAL TABLE search_word USING fts5vocab(search_entry, row);
CREATE TABLE attachment (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	digest TEXT NOT NULL, 
	media_type TEXT NOT NULL, 
	content BLOB NOT NULL, 
	CONSTRAINT uq_attachment_digest UNIQUE (digest)
)
 STRICT

;
CREATE TABLE rollup_period (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	family TEXT NOT NULL, 
	period TEXT NOT NULL, 
	since TEXT NOT NULL, 
	CONSTRAINT uq_rollup_period_family_period UNIQUE (family, period)
)
 STRICT

;
CREATE TABLE rollup (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	measure TEXT NOT NULL, 
	split TEXT NOT NULL, 
	period TEXT NOT NULL, 
	subject_id INTEGER, 
	currency TEXT, 
	decimals INTEGER NOT NULL, 
	part INTEGER NOT NULL, 
	whole INTEGER NOT NULL, 
	rest INTEGER NOT NULL, 
	n INTEGER NOT NULL
)
 STRICT

;
CREATE INDEX ix_rollup_measure_split_period ON rollup (measure, split, period);
CREATE INDEX ix_purchase_line_facts_supplier_id_ordered ON purchase_line_facts (supplier_id, ordered, due, completed, is_open, lead_days, response_days, currency, scale, spend_minor, received, rejected);
CREATE INDEX ix_purchase_line_facts_due ON purchase_line_facts (due, completed, is_open, supplier_id);
CREATE INDEX ix_purchase_line_facts_completed ON purchase_line_facts (completed, lead_days, supplier_id);
CREATE INDEX ix_stock_move_day ON stock_move (day, product_id, from_location_id, to_location_id, value_minor);
CREATE INDEX ix_sales_order_line_promise ON sales_order_line (coalesce(original_promise, requested));
CREATE INDEX ix_shipment_kind_arrived ON shipment (kind, arrived);
CREATE INDEX ix_shipment_kind_came ON shipment (kind, coalesce(delivered, arrived));
INSERT INTO alembic_version (version_num) VALUES ('0003');
INSERT INTO contact (id, name, name_fold, first_name, last_name, birthday, notes, status, version) VALUES (1, 'name 1', 'name_fold 1', 'first_name 1', 'last_name 1', '2026-03-01', 'notes 1', 'active', 1);
INSERT INTO contact (id, name, name_fold, first_name, last_name, birthday, notes, status, version) VALUES (2, 'name 2', 'name_fold 2', 'first_name 2', 'last_name 2', '2026-03-02', 'notes 2', 'archived', 2);
INSERT INTO facts_state (id, day, limits) VALUES (1, '2026-03-01', 'limits 1');
INSERT INTO facts_state (id, day, limits) VALUES (2, '2026-03-02', 'limits 2');
INSERT INTO location (id, name, name_fold, kind, parent_id, status) VALUES (1, 'Supplier', 'supplier', 'supplier', NULL, 'active');
INSERT INTO location (id, name, name_fold, kind, parent_id, status) VALUES (2, 'Customer', 'customer', 'customer', NULL, 'active');
INSERT INTO location (id, name, name_fold, kind, parent_id, status) VALUES (3, 'In transit', 'in transit', 'in_transit', NULL, 'active');
INSERT INTO location (id, name, name_fold, kind, parent_id, status) VALUES (4, 'Production', 'production', 'production', NULL, 'active');
INSERT INTO location (id, name, name_fold, kind, parent_id, status) VALUES (5, 'Scrap', 'scrap', 'scrap', NULL, 'active');
INSERT INTO location (id, name, name_fold, kind, parent_id, status) VALUES (6, 'Adjustment', 'adjustment', 'adjustment', NULL, 'active');
INSERT INTO location (id, name, name_fold, kind, parent_id, status) VALUES (7, 'Main', 'main', 'site', NULL, 'active');
INSERT INTO location (id, name, name_fold, kind, parent_id, status) VALUES (8, 'name 1', 'name_fold 1', 'site', 1, 'active');
INSERT INTO location (id, name, name_fold, kind, parent_id, status) VALUES (9, 'name 2', 'name_fold 2', 'bin', 2, 'archived');
INSERT INTO partner_facts (id, orders, open_orders, first_ordered, last_ordered, currency, mixed_currencies, sales_minor, sales_year_minor, last_contact_at, recency, frequency, monetary, segment) VALUES (1, 1, 1, '2026-03-01', '2026-03-01', 'currency 1', 0, 1, 1, '2026-03-01T10:15:00.000000Z', 1, 1, 1, 'champion');
INSERT INTO partner_facts (id, orders, open_orders, first_ordered, last_ordered, currency, mixed_currencies, sales_minor, sales_year_minor, last_contact_at, recency, frequency, monetary, segment) VALUES (2, 2, 2, '2026-03-02', '2026-03-02', 'currency 2', 1, 2, 2, '2026-03-02T10:15:00.000000Z', 2, 2, 2, 'loyal');
INSERT INTO product (id, sku, sku_fold, gtin, name, name_fold, category, unit, unit_decimals, weight_g, volume_ml, tracking, shelf_life_days, price_minor, currency, cost_minor, reorder_point, target_stock, status, notes, version) VALUES (1, 'sku 1', 'sku_fold 1', 'gtin 1', 'name 1', 'name_fold 1', 'category 1', 'unit 1', 0, 1, 1, 'none', 1, 1, 'currency 1', 1, 1, 1, 'active', 'notes 1', 1);
INSERT INTO product (id, sku, sku_fold, gtin, name, name_fold, category, unit, unit_decimals, weight_g, volume_ml, tracking, shelf_life_days, price_minor, currency, cost_minor, reorder_point, target_stock, status, notes, version) VALUES (2, 'sku 2', 'sku_fold 2', 'gtin 2', 'name 2', 'name_fold 2', 'category 2', 'unit 2', 3, 2, 2, 'lot', 2, 2, 'currency 2', 2, 2, 2, 'discontinued', 'notes 2', 2);
INSERT INTO setting (id, key, value) VALUES (1, 'key 1', 'value 1');
INSERT INTO setting (id, key, value) VALUES (2, 'key 2', 'value 2');
INSERT INTO staff (id, code, name, name_fold, title, email, role, active, signs_in, version) VALUES (1, 'code 1', 'name 1', 'name_fold 1', 'title 1', 'email 1', 'owner', 0, 0, 1);
INSERT INTO staff (id, code, name, name_fold, title, email, role, active, signs_in, version) VALUES (2, 'code 2', 'name 2', 'name_fold 2', 'title 2', 'email 2', 'manager', 1, 1, 2);
INSERT INTO tag (id, name, name_fold) VALUES (1, 'name 1', 'name_fold 1');
INSERT INTO tag (id, name, name_fold) VALUES (2, 'name 2', 'name_fold 2');
INSERT INTO audit_entry (id, at, staff_id, operation, outcome, operation_key, result, undoes_id, digest, previous_hash, hash) VALUES (1, '2026-03-01T10:15:00.000000Z', 1, 'operation 1', 'outcome 1', 'operation_key 1', 1, 1, 'digest 1', 'previous_hash 1', 'hash 1');
INSERT INTO audit_entry (id, at, staff_id, operation, outcome, operation_key, result, undoes_id, digest, previous_hash, hash) VALUES (2, '2026-03-02T10:15:00.000000Z', 2, 'operation 2', 'outcome 2', 'operation_key 2', 2, 2, 'digest 2', 'previous_hash 2', 'hash 2');
INSERT INTO credential (id, staff_id, password_hash, failures, locked_until) VALUES (1, 1, 'password_hash 1', 1, '2026-03-01T10:15:00.000000Z');
INSERT INTO credential (id, staff_id, password_hash, failures, locked_until) VALUES (2, 2, 'password_hash 2', 2, '2026-03-02T10:15:00.000000Z');
INSERT INTO first_page (id, staff_id, entry_id, day, content) VALUES (1, 1, 1, 'day 1', 'content 1');
INSERT INTO first_page (id, staff_id, entry_id, day, content) VALUES (2, 2, 2, 'day 2', 'content 2');
INSERT INTO partner (id, code, code_fold, name, name_fold, is_supplier, is_customer, is_carrier, status, tax_id, currency, payment_days, owner_id, notes, version) VALUES (1, 'code 1', 'code_fold 1', 'name 1', 'name_fold 1', 1, 0, 0, 'active', 'tax_id 1', 'currency 1', 1, 1, 'notes 1', 1);
INSERT INTO partner (id, code, code_fold, name, name_fold, is_supplier, is_customer, is_carrier, status, tax_id, currency, payment_days, owner_id, notes, version) VALUES (2, 'code 2', 'code_fold 2', 'name 2', 'name_fold 2', 0, 1, 1, 'archived', 'tax_id 2', 'currency 2', 2, 2, 'notes 2', 2);
INSERT INTO stock_valuation (id, product_id, quantity, value_minor) VALUES (1, 1, 1, 1);
INSERT INTO stock_valuation (id, product_id, quantity, value_minor) VALUES (2, 2, 2, 2);
INSERT INTO address (id, partner_id, contact_id, label, street, city, region, postal_code, country, is_main) VALUES (1, 1, NULL, 'label 1', 'street 1', 'city 1', 'region 1', 'postal_code 1', 'country 1', 0);
INSERT INTO address (id, partner_id, contact_id, label, street, city, region, postal_code, country, is_main) VALUES (2, NULL, 2, 'label 2', 'street 2', 'city 2', 'region 2', 'postal_code 2', 'country 2', 1);
INSERT INTO affiliation (id, contact_id, partner_id, role, valid_from, valid_to, is_main) VALUES (1, 1, 1, 'role 1', '2026-03-01', '2026-03-01', 0);
INSERT INTO affiliation (id, contact_id, partner_id, role, valid_from, valid_to, is_main) VALUES (2, 2, 2, 'role 2', '2026-03-02', '2026-03-02', 1);
INSERT INTO change_record (id, entry_id, entity, row_id, before, after, salt, digest) VALUES (1, 1, 'entity 1', 1, 'before 1', 'after 1', 'salt 1', 'digest 1');
INSERT INTO change_record (id, entry_id, entity, row_id, before, after, salt, digest) VALUES (2, 2, 'entity 2', 2, 'before 2', 'after 2', 'salt 2', 'digest 2');
INSERT INTO consent (id, partner_id, contact_id, channel, given, at, source) VALUES (1, 1, NULL, 'phone', 0, '2026-03-01T10:15:00.000000Z', 'source 1');
INSERT INTO consent (id, partner_id, contact_id, channel, given, at, source) VALUES (2, NULL, 2, 'email', 1, '2026-03-02T10:15:00.000000Z', 'source 2');
INSERT INTO contact_point (id, partner_id, contact_id, kind, value, normal, is_main) VALUES (1, 1, NULL, 'phone', 'value 1', 'normal 1', 0);
INSERT INTO contact_point (id, partner_id, contact_id, kind, value, normal, is_main) VALUES (2, NULL, 2, 'mobile', 'value 2', 'normal 2', 1);
INSERT INTO customer_terms (id, partner_id, credit_limit_minor, delivery_window) VALUES (1, 1, 1, 'delivery_window 1');
INSERT INTO customer_terms (id, partner_id, credit_limit_minor, delivery_window) VALUES (2, 2, 2, 'delivery_window 2');
INSERT INTO import_batch (id, kind, state, at, staff_id, files, mapping, created, updated, unchanged, refused, entry_id) VALUES (1, 'kind 1', 'state 1', '2026-03-01T10:15:00.000000Z', 1, 'files 1', 'mapping 1', 1, 1, 1, 1, 1);
INSERT INTO import_batch (id, kind, state, at, staff_id, files, mapping, created, updated, unchanged, refused, entry_id) VALUES (2, 'kind 2', 'state 2', '2026-03-02T10:15:00.000000Z', 2, 'files 2', 'mapping 2', 2, 2, 2, 2, 2);
INSERT INTO interaction (id, partner_id, contact_id, kind, direction, state, outcome, at, duration_seconds, staff_id, subject, notes, topic, satisfaction, waiting_seconds, version) VALUES (1, 1, 1, 'call', 'inbound', 'planned', 'connected', '2026-03-01T10:15:00.000000Z', 1, 1, 'subject 1', 'notes 1', 'topic 1', 1, 1, 1);
INSERT INTO interaction (id, partner_id, contact_id, kind, direction, state, outcome, at, duration_seconds, staff_id, subject, notes, topic, satisfaction, waiting_seconds, version) VALUES (2, 2, 2, 'email', 'outbound', 'done', 'no_answer', '2026-03-02T10:15:00.000000Z', 2, 2, 'subject 2', 'notes 2', 'topic 2', 2, 2, 2);
INSERT INTO lot (id, product_id, code, code_fold, supplier_id, best_before, expiry, status) VALUES (1, 1, 'code 1', 'code_fold 1', 1, '2026-03-01', '2026-03-01', 'status 1');
INSERT INTO lot (id, product_id, code, code_fold, supplier_id, best_before, expiry, status) VALUES (2, 2, 'code 2', 'code_fold 2', 2, '2026-03-02', '2026-03-02', 'status 2');
INSERT INTO partner_tag (id, tag_id, partner_id, contact_id) VALUES (1, 1, 1, NULL);
INSERT INTO partner_tag (id, tag_id, partner_id, contact_id) VALUES (2, 2, NULL, 2);
INSERT INTO pinned_fact (id, partner_id, position, text) VALUES (1, 1, 1, 'text 1');
INSERT INTO pinned_fact (id, partner_id, position, text) VALUES (2, 2, 2, 'text 2');
INSERT INTO purchase_order (id, number, number_fold, supplier_id, state, held_from, ordered, sent, confirmed, closed, close_reason, currency, freight_minor, staff_id, history, notes, version) VALUES (1, 'number 1', 'number_fold 1', 1, 'draft', 'draft', '2026-03-01', '2026-03-01', '2026-03-01', '2026-03-01', 'stock_out', 'currency 1', 1, 1, 0, 'notes 1', 1);
INSERT INTO purchase_order (id, number, number_fold, supplier_id, state, held_from, ordered, sent, confirmed, closed, close_reason, currency, freight_minor, staff_id, history, notes, version) VALUES (2, 'number 2', 'number_fold 2', 2, 'sent', 'sent', '2026-03-02', '2026-03-02', '2026-03-02', '2026-03-02', 'low_stock', 'currency 2', 2, 2, 1, 'notes 2', 2);
INSERT INTO sales_order (id, number, number_fold, customer_id, contact_id, state, held_from, ordered, closed, currency, freight_minor, staff_id, lost_reason, history, notes, version) VALUES (1, 'number 1', 'number_fold 1', 1, 1, 'quote', 'quote', '2026-03-01', '2026-03-01', 'currency 1', 1, 1, 'lost_reason 1', 0, 'notes 1', 1);
INSERT INTO sales_order (id, number, number_fold, customer_id, contact_id, state, held_from, ordered, closed, currency, freight_minor, staff_id, lost_reason, history, notes, version) VALUES (2, 'number 2', 'number_fold 2', 2, 2, 'confirmed', 'confirmed', '2026-03-02', '2026-03-02', 'currency 2', 2, 2, 'lost_reason 2', 1, 'notes 2', 2);
INSERT INTO shipment (id, number, number_fold, kind, state, partner_id, carrier_id, tracking, promised, shipped, arrived, delivered, freight_minor, currency, weight_g, staff_id, history, notes, version) VALUES (1, 'number 1', 'number_fold 1', 'in', 'planned', 1, 1, 'tracking 1', '2026-03-01', '2026-03-01', '2026-03-01', '2026-03-01', 1, 'currency 1', 1, 1, 0, 'notes 1', 1);
INSERT INTO shipment (id, number, number_fold, kind, state, partner_id, carrier_id, tracking, promised, shipped, arrived, delivered, freight_minor, currency, weight_g, staff_id, history, notes, version) VALUES (2, 'number 2', 'number_fold 2', 'out', 'packed', 2, 2, 'tracking 2', '2026-03-02', '2026-03-02', '2026-03-02', '2026-03-02', 2, 'currency 2', 2, 2, 1, 'notes 2', 2);
INSERT INTO supplier_item (id, supplier_id, product_id, supplier_sku, price_minor, currency, pack_quantity, minimum, multiple, maximum, lead_time_days, valid_from, valid_to) VALUES (1, 1, 1, 'supplier_sku 1', 1, 'currency 1', 1, 1, 1, 1, 1, '2026-03-01', '2026-03-01');
INSERT INTO supplier_item (id, supplier_id, product_id, supplier_sku, price_minor, currency, pack_quantity, minimum, multiple, maximum, lead_time_days, valid_from, valid_to) VALUES (2, 2, 2, 'supplier_sku 2', 2, 'currency 2', 2, 2, 2, 2, 2, '2026-03-02', '2026-03-02');
INSERT INTO supplier_terms (id, partner_id, lead_time_days, minimum_order_minor, over_receipt_ppm, closed_days, incoterm) VALUES (1, 1, 1, 1, 1, 'closed_days 1', 'incoterm 1');
INSERT INTO supplier_terms (id, partner_id, lead_time_days, minimum_order_minor, over_receipt_ppm, closed_days, incoterm) VALUES (2, 2, 2, 2, 2, 'closed_days 2', 'incoterm 2');
INSERT INTO interaction_link (id, interaction_id, partner_id, contact_id, sales_order_id, purchase_order_id, shipment_id, product_id) VALUES (1, 1, 1, NULL, NULL, NULL, NULL, NULL);
INSERT INTO interaction_link (id, interaction_id, partner_id, contact_id, sales_order_id, purchase_order_id, shipment_id, product_id) VALUES (2, 2, NULL, NULL, NULL, NULL, 2, NULL);
INSERT INTO price_break (id, supplier_item_id, min_quantity, price_minor) VALUES (1, 1, 1, 1);
INSERT INTO price_break (id, supplier_item_id, min_quantity, price_minor) VALUES (2, 2, 2, 2);
INSERT INTO purchase_order_line (id, order_id, position, product_id, supplier_item_id, quantity, price_minor, discount_ppm, net_minor, requested, original_promise, current_promise, received, rejected, closed_short) VALUES (1, 1, 1, 1, 1, 1, 1, 1, 1, '2026-03-01', '2026-03-01', '2026-03-01', 1, 1, 1);
INSERT INTO purchase_order_line (id, order_id, position, product_id, supplier_item_id, quantity, price_minor, discount_ppm, net_minor, requested, original_promise, current_promise, received, rejected, closed_short) VALUES (2, 2, 2, 2, 2, 2, 2, 2, 2, '2026-03-02', '2026-03-02', '2026-03-02', 2, 2, 2);
INSERT INTO sales_order_line (id, order_id, position, product_id, quantity, price_minor, discount_ppm, net_minor, requested, original_promise, current_promise, shipped, closed_short) VALUES (1, 1, 1, 1, 1, 1, 1, 1, '2026-03-01', '2026-03-01', '2026-03-01', 1, 1);
INSERT INTO sales_order_line (id, order_id, position, product_id, quantity, price_minor, discount_ppm, net_minor, requested, original_promise, current_promise, shipped, closed_short) VALUES (2, 2, 2, 2, 2, 2, 2, 2, '2026-03-02', '2026-03-02', '2026-03-02', 2, 2);
INSERT INTO shipment_event (id, shipment_id, at, kind, place, source, note, staff_id, batch_id, reverses_id, is_reversal) VALUES (1, 1, '2026-03-01T10:15:00.000000Z', 'booked', 'place 1', 'person', 'note 1', 1, 1, 1, 0);
INSERT INTO shipment_event (id, shipment_id, at, kind, place, source, note, staff_id, batch_id, reverses_id, is_reversal) VALUES (2, 2, '2026-03-02T10:15:00.000000Z', 'packed', 'place 2', 'import', 'note 2', 2, 2, 2, 1);
INSERT INTO stock_balance (id, product_id, location_id, lot_id, inside, quantity) VALUES (1, 1, 7, 1, 1, 1);
INSERT INTO stock_balance (id, product_id, location_id, lot_id, inside, quantity) VALUES (2, 2, 7, 2, 1, 2);
INSERT INTO stock_move (id, product_id, lot_id, from_location_id, to_location_id, quantity, value_minor, kind, at, day, cause, cause_id, reason, note, staff_id, batch_id, reverses_id) VALUES (1, 1, 1, 1, 7, 1, 1, 'opening', '2026-03-01T10:15:00.000000Z', '2026-03-01', 'cause 1', 1, 'stock_out', 'note 1', 1, 1, 1);
INSERT INTO stock_move (id, product_id, lot_id, from_location_id, to_location_id, quantity, value_minor, kind, at, day, cause, cause_id, reason, note, staff_id, batch_id, reverses_id) VALUES (2, 2, 2, 1, 7, 2, 2, 'receipt', '2026-03-02T10:15:00.000000Z', '2026-03-02', 'cause 2', 2, 'low_stock', 'note 2', 2, 2, 2);
INSERT INTO task (id, title, partner_id, contact_id, interaction_id, owner_id, due_at, snoozed_until, state, done_at, notified_at, version) VALUES (1, 'title 1', 1, 1, 1, 1, '2026-03-01T10:15:00.000000Z', '2026-03-01T10:15:00.000000Z', 'to_do', '2026-03-01T10:15:00.000000Z', '2026-03-01T10:15:00.000000Z', 1);
INSERT INTO task (id, title, partner_id, contact_id, interaction_id, owner_id, due_at, snoozed_until, state, done_at, notified_at, version) VALUES (2, 'title 2', 2, 2, 2, 2, '2026-03-02T10:15:00.000000Z', '2026-03-02T10:15:00.000000Z', 'done', '2026-03-02T10:15:00.000000Z', '2026-03-02T10:15:00.000000Z', 2);
INSERT INTO purchase_line_facts (id, supplier_id, ordered, currency, spend_minor, is_open, due, completed, lead_days, response_days, received, rejected, scale) VALUES (1, 1, '2026-03-01', 'currency 1', 1, 0, '2026-03-01', '2026-03-01', 1, 1, 1, 1, 1);
INSERT INTO purchase_line_facts (id, supplier_id, ordered, currency, spend_minor, is_open, due, completed, lead_days, response_days, received, rejected, scale) VALUES (2, 2, '2026-03-02', 'currency 2', 2, 1, '2026-03-02', '2026-03-02', 2, 2, 2, 2, 2);
INSERT INTO reservation (id, sales_order_line_id, product_id, lot_id, purchase_order_line_id, kind, quantity) VALUES (1, 1, 1, 1, 1, 'soft', 1);
INSERT INTO reservation (id, sales_order_line_id, product_id, lot_id, purchase_order_line_id, kind, quantity) VALUES (2, 2, 2, 2, 2, 'hard', 2);
INSERT INTO shipment_line (id, shipment_id, position, sales_order_line_id, purchase_order_line_id, product_id, lot_id, quantity, accepted, rejected, reason, note) VALUES (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 'stock_out', 'note 1');
INSERT INTO shipment_line (id, shipment_id, position, sales_order_line_id, purchase_order_line_id, product_id, lot_id, quantity, accepted, rejected, reason, note) VALUES (2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 'low_stock', 'note 2');
INSERT INTO attachment (id, digest, media_type, content) VALUES (1, 'digest 1', 'image/png', X'0100FF');
INSERT INTO attachment (id, digest, media_type, content) VALUES (2, 'digest 2', 'image/jpeg', X'0200FF');
INSERT INTO rollup_period (id, family, period, since) VALUES (1, 'sold', 'period 1', '2026-03-01');
INSERT INTO rollup_period (id, family, period, since) VALUES (2, 'filled', 'period 2', '2026-03-02');
INSERT INTO rollup (id, measure, split, period, subject_id, currency, decimals, part, whole, rest, n) VALUES (1, 'measure 1', 'split 1', 'period 1', 1, 'currency 1', 1, 1, 1, 1, 1);
INSERT INTO rollup (id, measure, split, period, subject_id, currency, decimals, part, whole, rest, n) VALUES (2, 'measure 2', 'split 2', 'period 2', 2, 'currency 2', 2, 2, 2, 2, 2);
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'address';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'affiliation';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'attachment';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'audit_entry';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'change_record';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'consent';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'contact';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'contact_point';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'credential';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'customer_terms';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'facts_state';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'first_page';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'import_batch';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'interaction';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'interaction_link';
UPDATE sqlite_sequence SET seq = 9 WHERE name = 'location';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'lot';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'partner';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'partner_facts';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'partner_tag';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'pinned_fact';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'price_break';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'product';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'purchase_line_facts';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'purchase_order';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'purchase_order_line';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'reservation';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'rollup';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'rollup_period';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'sales_order';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'sales_order_line';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'setting';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'shipment';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'shipment_event';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'shipment_line';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'staff';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'stock_balance';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'stock_move';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'stock_valuation';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'supplier_item';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'supplier_terms';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'tag';
UPDATE sqlite_sequence SET seq = 2 WHERE name = 'task';
INSERT INTO search_entry (search_entry, rank) VALUES ('secure-delete', 1);
INSERT INTO search_entry (rowid, title) VALUES (1, 'first words');
CREATE TRIGGER stock_move_no_update BEFORE UPDATE ON stock_move BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER stock_move_no_delete BEFORE DELETE ON stock_move WHEN NOT EXISTS (SELECT 1 FROM import_batch WHERE id = OLD.batch_id AND state = 'undoing') BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER shipment_event_no_update BEFORE UPDATE ON shipment_event BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER shipment_event_no_delete BEFORE DELETE ON shipment_event WHEN NOT EXISTS (SELECT 1 FROM import_batch WHERE id = OLD.batch_id AND state = 'undoing') BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER change_record_no_update BEFORE UPDATE ON change_record WHEN NEW.id IS NOT OLD.id OR NEW.entry_id IS NOT OLD.entry_id OR NEW.entity IS NOT OLD.entity OR NEW.row_id IS NOT OLD.row_id OR NEW.digest IS NOT OLD.digest OR (NEW.before IS NOT NULL AND NEW.before IS NOT OLD.before) OR (NEW.after IS NOT NULL AND NEW.after IS NOT OLD.after) OR (NEW.salt IS NOT NULL AND NEW.salt IS NOT OLD.salt) BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER change_record_no_delete BEFORE DELETE ON change_record BEGIN SELECT RAISE(ABORT, 'append-only'); END;
COMMIT;
