--! Onboarding: which key encrypted the secrets of a package, and indexes for its lists.

-- Absent in rows of older programs, whose ciphertexts do not bind the package and the field.
alter table :schema.edge_onboarding_packages add column secrets_key_id text collate "C";

create index idx_edge_packages_updated on :schema.edge_onboarding_packages (updated_at desc, package_id);
create index idx_edge_packages_component on :schema.edge_onboarding_packages (component_id);
create index idx_edge_packages_poller on :schema.edge_onboarding_packages (poller_id);
