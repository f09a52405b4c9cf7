import { formatInstant, type Instant } from '../../core/index.ts';
import type { OnboardingPackage } from '../../inventory/index.ts';

/** What came from outside must not steer the terminal, nor fill it. */
export function cell(text: string | null, most = 60): string {
  const plain = (text ?? '-').replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ');
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
}

const instant = (value: Instant | null) => (value === null ? null : formatInstant(value));

/** A package for people, one fact a line. */
export function packageText(told: OnboardingPackage): string {
  const facts: readonly (readonly [string, string | null])[] = [
    ['Package', told.package_id],
    ['Label', told.label],
    ['Component', `${told.component_type} ${told.component_id ?? ''}`],
    ['Parent', told.parent_id === null ? null : `${told.parent_type ?? ''} ${told.parent_id}`],
    ['Poller', told.poller_id],
    ['Site', told.site],
    ['Status', told.status],
    ['SPIFFE ID', told.downstream_spiffe_id],
    ['Selectors', told.selectors.join(', ') || null],
    ['Made', `${formatInstant(told.created_at)} by ${told.created_by}`],
    ['Changed', instant(told.updated_at)],
    ['Download until', told.status === 'issued' ? instant(told.download_token_expires_at) : null],
    ['Join until', instant(told.join_token_expires_at)],
    ['Delivered', instant(told.delivered_at)],
    ['Activated', instant(told.activated_at)],
    ['Last report', told.activated_from_ip],
    ['Last identity', told.last_seen_spiffe_id],
    ['Revoked', instant(told.revoked_at)],
    [
      'Deleted',
      told.deleted_at === null ? null : `${formatInstant(told.deleted_at)} by ${told.deleted_by}`,
    ],
    ['Reason', told.deleted_reason],
    ['Checker', told.checker_kind],
    ['Metadata', JSON.stringify(told.metadata_json)],
    ['Notes', told.notes],
  ];
  return facts
    .flatMap(([name, value]) =>
      value === null ? [] : [`${name.padEnd(16)}${cell(value, 2_000)}\n`],
    )
    .join('');
}
