import type {
  EdgePackage,
  EdgePackageCreated,
  EdgePackageDefaults,
  EdgePackageDelivered,
  EdgePackageEvent,
} from '../../contract/index.ts';
import { formatInstant } from '../../core/index.ts';
import type {
  CreatedPackage,
  DeliveredPackage,
  OnboardingDefaults,
  OnboardingPackage,
  PackageEvent,
} from '../../inventory/index.ts';
import { instantText, integer64Of, present } from './value.ts';

/** A package for an answer; its secrets are not in it (EO-3). */
export function edgePackage(told: OnboardingPackage): EdgePackage {
  return {
    package_id: told.package_id,
    label: told.label,
    component_id: told.component_id ?? '',
    component_type: told.component_type,
    poller_id: told.poller_id ?? '',
    status: told.status,
    downstream_spiffe_id: told.downstream_spiffe_id ?? '',
    join_token_expires_at: formatInstant(told.join_token_expires_at ?? told.created_at),
    download_token_expires_at: formatInstant(told.download_token_expires_at ?? told.created_at),
    created_by: told.created_by,
    created_at: formatInstant(told.created_at),
    updated_at: formatInstant(told.updated_at),
    ...(told.selectors.length === 0 ? {} : { selectors: [...told.selectors] }),
    ...present({
      parent_type: told.parent_type,
      parent_id: told.parent_id,
      site: told.site,
      delivered_at: instantText(told.delivered_at),
      activated_at: instantText(told.activated_at),
      activated_from_ip: told.activated_from_ip,
      last_seen_spiffe_id: told.last_seen_spiffe_id,
      revoked_at: instantText(told.revoked_at),
      deleted_at: instantText(told.deleted_at),
      deleted_by: told.deleted_by,
      deleted_reason: told.deleted_reason,
      metadata_json: jsonText(told.metadata_json),
      checker_kind: told.checker_kind,
      checker_config_json: jsonText(told.checker_config_json),
      kv_revision: Number(told.kv_revision) === 0 ? null : integer64Of(told.kv_revision),
      notes: told.notes,
    }),
  };
}

/** A new package with what is told only once. */
export function createdPackage(created: CreatedPackage): EdgePackageCreated {
  return {
    package: edgePackage(created.package),
    join_token: created.joinToken,
    bundle_pem: created.bundlePem,
    download_token: created.downloadToken,
    onboarding_token: created.onboardingToken,
  };
}

/** A package in the hands of who brought its token. */
export function deliveredPackage(delivered: DeliveredPackage): EdgePackageDelivered {
  return {
    package: edgePackage(delivered.package),
    join_token: delivered.joinToken,
    bundle_pem: delivered.bundlePem,
  };
}

/** An event of a package for an answer. */
export function packageEvent(event: PackageEvent): EdgePackageEvent {
  return {
    event_time: formatInstant(event.event_time),
    event_type: event.event_type,
    actor: event.actor ?? 'unknown',
    ...present({ source_ip: event.source_ip, details_json: jsonText(event.details_json) }),
  };
}

/** What new packages have without being asked. */
export function packageDefaults({ selectors, metadata }: OnboardingDefaults): EdgePackageDefaults {
  return {
    ...(selectors.length === 0 ? {} : { selectors: [...selectors] }),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata: { ...metadata } }),
  };
}

/** JSON as text; null for nothing and for an empty object. */
function jsonText(value: unknown): string | null {
  const isEmpty = value === null || value === undefined || JSON.stringify(value) === '{}';
  return isEmpty ? null : JSON.stringify(value);
}
