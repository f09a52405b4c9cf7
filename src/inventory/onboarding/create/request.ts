import { cleanText, type JsonObject, RadarError, suggest } from '../../../core/index.ts';
import { COMPONENT_TYPES, type ComponentType } from '../package.ts';
import { idOfLabel } from './component-id.ts';
import {
  type MetadataDefault,
  type PackageMetadata,
  packageMetadata,
  readJsonObject,
} from './metadata.ts';

/** What a new package is asked to be (RE-14). Blank and absent are the same. */
export interface CreateRequest {
  readonly label: string;
  readonly component_id?: string | undefined;
  readonly component_type?: string | undefined;
  readonly parent_type?: string | undefined;
  readonly parent_id?: string | undefined;
  readonly poller_id?: string | undefined;
  readonly site?: string | undefined;
  readonly selectors?: readonly string[] | undefined;
  readonly metadata_json?: string | undefined;
  readonly checker_kind?: string | undefined;
  readonly checker_config_json?: string | undefined;
  readonly notes?: string | undefined;
  readonly join_token_ttl_seconds?: number | undefined;
  readonly download_token_ttl_seconds?: number | undefined;
  readonly downstream_spiffe_id?: string | undefined;
  readonly datasvc_endpoint?: string | undefined;
}

/** What the configuration says of new packages. Durations are milliseconds. */
export interface CreateDefaults {
  readonly joinTokenMs: number;
  readonly downloadTokenMs: number;
  readonly trustDomain: string;
  readonly selectors: readonly string[];
  readonly metadata: readonly MetadataDefault[];
  readonly idPrefix: string | null;
}

/** A request that was understood, before anybody looked into the database. */
export interface PackagePlan {
  readonly label: string;
  readonly type: ComponentType;
  readonly componentId: string;
  /** Whether the id was made of the label, so that another one will do (EO-9). */
  readonly derived: boolean;
  readonly parentType: ComponentType | null;
  readonly parentId: string | null;
  /** Null: that of the component itself, or to be looked up. */
  readonly pollerId: string | null;
  readonly site: string | null;
  readonly selectors: readonly string[];
  readonly metadata: PackageMetadata;
  readonly checkerKind: string | null;
  readonly checkerConfig: JsonObject;
  readonly notes: string | null;
  readonly joinTokenMs: number;
  readonly downloadTokenMs: number;
  /** Null: made of trust domain and component id. */
  readonly spiffeId: string | null;
}

const LONGEST_TEXT = 255;
const LONGEST_NOTES = 10_000;
const LONGEST_TTL_SECONDS = 30 * 86_400;
const SPIFFE_ID = /^spiffe:\/\/[a-z0-9._-]{1,255}(\/[A-Za-z0-9._-]+)+$/;

/** Understands a request by EO-5 to EO-10. Throws REQUEST_INVALID, naming the field. */
export function planPackage(request: CreateRequest, defaults: CreateDefaults): PackagePlan {
  const label = line('label', request.label);
  if (label === null) throw wrong('label', 'is missing', 'Give the package a name.');
  const type = readType('component_type', request.component_type) ?? 'poller';
  const { parentId, ...parent } = readParent(type, request);
  const pollerId = readId('poller_id', request.poller_id);
  // Of an agent or checker poller_id names the poller of it, which is no id for itself.
  const given =
    readId('component_id', request.component_id) ?? (type === 'poller' ? pollerId : null);
  if (type === 'poller' && pollerId !== null && pollerId !== given) {
    throw wrong('poller_id', 'differs from "component_id"', 'The id of a poller is its only one.');
  }
  if (type === 'agent' && pollerId !== null && pollerId !== parentId) {
    throw wrong('poller_id', 'differs from "parent_id"', 'The poller of an agent is its parent.');
  }
  return {
    label,
    type,
    componentId: given ?? idOfLabel(label, defaults.idPrefix),
    derived: given === null,
    parentId,
    ...parent,
    pollerId: type === 'agent' ? parentId : pollerId,
    site: line('site', request.site),
    selectors: readSelectors(request.selectors, defaults.selectors),
    metadata: packageMetadata({
      type,
      defaults: defaults.metadata,
      given: request.metadata_json ?? '',
      datasvcEndpoint: line('datasvc_endpoint', request.datasvc_endpoint),
    }),
    ...readChecker(type, request),
    notes: readNotes(request.notes),
    joinTokenMs: readTtl('join_token_ttl_seconds', request, defaults.joinTokenMs),
    downloadTokenMs: readTtl('download_token_ttl_seconds', request, defaults.downloadTokenMs),
    spiffeId: readSpiffeId(request.downstream_spiffe_id),
  };
}

/** Reads a type of component in any case; null where it is blank. Throws REQUEST_INVALID. */
export function readType(name: string, text: string | undefined): ComponentType | null {
  const word = cleanText(text)?.toLowerCase();
  if (word === undefined) return null;
  const type = COMPONENT_TYPES.find((one) => one === word);
  if (type !== undefined) return type;
  const near = suggest(word, COMPONENT_TYPES);
  const takes = `It is one of ${COMPONENT_TYPES.join(', ')}.`;
  const hint = near === undefined ? takes : `Did you mean "${near}"? ${takes}`;
  throw new RadarError('REQUEST_INVALID', `The ${name} "${word}" does not exist.`, { hint });
}

/** EO-7: what the parent is follows from what the component is. */
function readParent(
  type: ComponentType,
  request: CreateRequest,
): Pick<PackagePlan, 'parentId' | 'parentType'> {
  readType('parent_type', request.parent_type);
  const parentId = line('parent_id', request.parent_id);
  if (type === 'poller') {
    if (parentId === null) return { parentId: null, parentType: null };
    throw wrong('parent_id', 'is not allowed for pollers', 'Leave it out.');
  }
  const parentType = type === 'agent' ? 'poller' : 'agent';
  if (parentId !== null && !parentId.includes('/')) return { parentId, parentType };
  const hint = `Give the id of the ${parentType} to which it reports.`;
  throw wrong('parent_id', parentId === null ? 'is missing' : 'is no id', hint);
}

/** Checker fields count for checkers only (EO-7). */
function readChecker(
  type: ComponentType,
  request: CreateRequest,
): Pick<PackagePlan, 'checkerKind' | 'checkerConfig'> {
  const checkerConfig = readJsonObject('checker_config_json', request.checker_config_json ?? '');
  if (type !== 'checker') return { checkerKind: null, checkerConfig: {} };
  const checkerKind = readId('checker_kind', request.checker_kind);
  if (checkerKind !== null) return { checkerKind, checkerConfig };
  throw wrong('checker_kind', 'is missing', 'Give the kind of check, such as sysmon.');
}

/** Ids become parts of addresses, of SPIFFE IDs and of file names. */
function readId(name: string, text: string | undefined): string | null {
  const id = line(name, text);
  if (id === null || (/^[A-Za-z0-9._-]+$/.test(id) && !/^\.+$/.test(id))) return id;
  throw wrong(name, 'is no id', 'Use letters, digits, ".", "_" and "-".');
}

function line(name: string, text: string | undefined): string | null {
  const value = cleanText(text);
  if (value === null || (value.length <= LONGEST_TEXT && !/\p{Cc}/u.test(value))) return value;
  throw wrong(name, 'cannot be used', `Give at most ${LONGEST_TEXT} characters on one line.`);
}

function readNotes(text: string | undefined): string | null {
  const notes = cleanText(text);
  if (notes === null || notes.length <= LONGEST_NOTES) return notes;
  throw wrong('notes', 'is too long', `Give at most ${LONGEST_NOTES} characters.`);
}

function readSelectors(
  given: readonly string[] | undefined,
  defaults: readonly string[],
): readonly string[] {
  const own = (given ?? []).map((one) => line('selectors', one)).filter((one) => one !== null);
  const wrongOne = own.find((one) => !/^[^\s:]+:\S+$/.test(one));
  if (wrongOne === undefined) return [...new Set([...defaults, ...own])];
  throw wrong('selectors', `holds no selector: "${wrongOne}"`, 'Write them as unix:uid:0.');
}

/** Absent and 0 leave it to the configuration (EO-10). */
function readTtl(
  name: 'join_token_ttl_seconds' | 'download_token_ttl_seconds',
  request: CreateRequest,
  usualMs: number,
): number {
  const seconds = request[name] ?? 0;
  if (Number.isSafeInteger(seconds) && seconds >= 0 && seconds <= LONGEST_TTL_SECONDS) {
    return seconds === 0 ? usualMs : seconds * 1_000;
  }
  throw wrong(name, 'cannot be used', `Give 0 to ${LONGEST_TTL_SECONDS} whole seconds.`);
}

function readSpiffeId(text: string | undefined): string | null {
  const id = cleanText(text);
  if (id === null || (SPIFFE_ID.test(id) && id.length <= 2_048)) return id;
  throw wrong('downstream_spiffe_id', 'is no SPIFFE ID', 'Write it as spiffe://domain/path.');
}

const wrong = (name: string, what: string, hint: string) =>
  new RadarError('REQUEST_INVALID', `The field "${name}" ${what}.`, { hint });
