import { type JsonObject, RadarError } from '../../../core/index.ts';
import type { ComponentType } from '../package.ts';

/** A value that packages of a type of component, or all (null), have in their metadata. */
export interface MetadataDefault {
  readonly componentType: string | null;
  readonly key: string;
  readonly value: string;
}

/** Metadata of a package: lower-case keys, values as text. */
export type PackageMetadata = { readonly [key: string]: string };

/** What a poller cannot start without (EO-6). */
const NEEDED_BY_POLLERS = [
  'core_address',
  'core_spiffe_id',
  'spire_upstream_address',
  'spire_parent_id',
  'agent_spiffe_id',
];

const LONGEST_VALUE = 4_096;

/** The configured metadata of a type of component; what is for that type wins. */
export function defaultsOf(
  defaults: readonly MetadataDefault[],
  type: ComponentType,
): PackageMetadata {
  const general = defaults.filter(({ componentType }) => componentType === null);
  const special = defaults.filter(({ componentType }) => componentType === type);
  return Object.fromEntries([...general, ...special].map(({ key, value }) => [key, value]));
}

/**
 * The metadata of a package: that of the configuration, over it that of the request, and the address
 * of the data service (EO-6). Throws REQUEST_INVALID for text that is no JSON object, a value that
 * would break the files of the package, and a key that pollers need.
 */
export function packageMetadata(options: {
  readonly type: ComponentType;
  readonly defaults: readonly MetadataDefault[];
  /** JSON text of the request; blank: none. */
  readonly given: string;
  readonly datasvcEndpoint: string | null;
}): PackageMetadata {
  const { type, defaults, given, datasvcEndpoint } = options;
  const merged: { [key: string]: string } = { ...defaultsOf(defaults, type) };
  for (const [name, value] of Object.entries(readJsonObject('metadata_json', given))) {
    const key = name.trim().toLowerCase();
    if (key !== '' && value !== null) merged[key] = flat(value);
  }
  if (datasvcEndpoint !== null) merged.datasvc_endpoint = datasvcEndpoint;
  for (const [key, value] of Object.entries(merged)) checkEntry(key, value);
  const absent = NEEDED_BY_POLLERS.find((key) => (merged[key] ?? '').trim() === '');
  if (type === 'poller' && absent !== undefined) {
    throw new RadarError('REQUEST_INVALID', `The metadata of a poller lacks "${absent}".`, {
      hint: `Give it in metadata_json, or for all packages in the setting onboarding.metadata (poller.${absent}=…).`,
    });
  }
  return merged;
}

/** A value that is no text, as text. */
const flat = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** Values become lines of files, where a line end would begin another one. */
function checkEntry(key: string, value: string): void {
  const bad = /\p{Cc}/u.test(key + value) || value.length > LONGEST_VALUE;
  if (!bad) return;
  throw new RadarError('REQUEST_INVALID', `The metadata "${key}" cannot be used.`, {
    hint: `Give text on one line of at most ${LONGEST_VALUE} characters.`,
  });
}

/** Reads the text of a JSON object; blank is an empty one (EO-4). Throws REQUEST_INVALID. */
export function readJsonObject(name: string, text: string): JsonObject {
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw notObject(name, cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notObject(name);
  return value as JsonObject;
}

const notObject = (name: string, cause?: unknown) =>
  new RadarError('REQUEST_INVALID', `The field "${name}" is no JSON object.`, {
    hint: 'Give an object as text, such as {"core_address": "core.example:50052"}.',
    cause,
  });
