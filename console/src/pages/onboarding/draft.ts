import {
  COMPONENT_TYPES,
  type ComponentType,
  type EdgePackageCreate,
} from '../../../../src/contract/index.ts';
import type { Params } from '../../location/index.ts';
import { type MetadataEntry, NEEDED_BY_POLLERS, readLines } from './metadata.ts';

/** What a person has written so far, by field. */
export type Draft = Readonly<Record<string, string>>;

/** Fields that may stand in an address. Configuration and free metadata may hold what nobody should see. */
const PUBLIC = [
  ...['label', 'component_id', 'parent_id', 'checker_kind', 'site', 'notes', 'selectors'],
  ...['downstream_spiffe_id', 'datasvc_endpoint'],
  ...['join_token_ttl_seconds', 'download_token_ttl_seconds'],
  ...NEEDED_BY_POLLERS.map(({ key }) => key),
];

/** The fields that an address has. */
export function readDraft(params: Params): Draft {
  return Object.fromEntries(PUBLIC.map((field) => [field, params[field] ?? '']));
}

/** The fields of a draft as they stand in an address. */
export function writeDraft(draft: Draft): Readonly<Record<string, string | null>> {
  return Object.fromEntries(PUBLIC.map((field) => [field, draft[field]?.trim() || null]));
}

/** The type that an address names. */
export function readType(text: string | undefined): ComponentType {
  return COMPONENT_TYPES.find((one) => one === text) ?? 'poller';
}

/** A request, or what is wrong with the draft. */
export type Wanted = { readonly request: EdgePackageCreate } | { readonly refusal: string };

/** The request that a draft makes; empty fields are left to the server. */
export function requestOf(type: ComponentType, draft: Draft): Wanted {
  const field = (name: string) => draft[name]?.trim() || undefined;
  const lines = readLines(draft.metadata ?? '');
  if ('refused' in lines) {
    return { refusal: `The metadata "${lines.refused}" has no name and value: write name=value.` };
  }
  const config = type === 'checker' ? field('checker_config_json') : undefined;
  if (config !== undefined && !isObject(config)) {
    return { refusal: 'The configuration of the checker is no JSON object.' };
  }
  const join = secondsOf(field('join_token_ttl_seconds'));
  const download = secondsOf(field('download_token_ttl_seconds'));
  if (join === null || download === null) {
    return { refusal: 'Write lifetimes as whole numbers of seconds.' };
  }
  const selectors = field('selectors')
    ?.split(/[\n,]/)
    .map((one) => one.trim())
    .filter(Boolean);
  return {
    request: withoutAbsent<EdgePackageCreate>({
      label: field('label') ?? '',
      component_type: type,
      component_id: field('component_id'),
      parent_id: type === 'poller' ? undefined : field('parent_id'),
      checker_kind: type === 'checker' ? field('checker_kind') : undefined,
      checker_config_json: config,
      site: field('site'),
      notes: field('notes'),
      selectors,
      metadata_json: metadataOf(type, draft, lines.entries),
      downstream_spiffe_id: field('downstream_spiffe_id'),
      datasvc_endpoint: field('datasvc_endpoint'),
      join_token_ttl_seconds: join,
      download_token_ttl_seconds: download,
    }),
  };
}

/** The members that are there. */
function withoutAbsent<T extends object>(members: { [Name in keyof T]: T[Name] | undefined }): T {
  return Object.fromEntries(
    Object.entries(members).filter(([, member]) => member !== undefined),
  ) as T;
}

function metadataOf(
  type: ComponentType,
  draft: Draft,
  free: readonly MetadataEntry[],
): string | undefined {
  const needed = type === 'poller' ? NEEDED_BY_POLLERS : [];
  const entries = [
    ...needed.flatMap(({ key }): [string, string][] => {
      const value = draft[key]?.trim() ?? '';
      return value === '' ? [] : [[key, value]];
    }),
    ...free.map(({ name, value }): [string, string] => [name, value]),
  ];
  return entries.length === 0 ? undefined : JSON.stringify(Object.fromEntries(entries));
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Undefined where there is none; null for what is no number. */
function secondsOf(text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined;
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
