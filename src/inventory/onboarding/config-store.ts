import { type JsonObject, RadarError } from '../../core/index.ts';
import type { PackagePlan } from './create/index.ts';

/**
 * A key-value store from which components read their configuration (EO-14). radarstore brings none:
 * without one, checkers get their configuration from their package alone.
 */
export interface ConfigStore {
  /** The document of a key; undefined where there is none. */
  read(key: string): Promise<string | undefined>;
  /**
   * Writes a document that is not there yet. The revision that it got, or undefined where there is
   * one, which stays.
   */
  create(key: string, document: string): Promise<bigint | undefined>;
  /** Takes a document back that was created for nothing. */
  remove(key: string): Promise<void>;
}

/** A document that was made for a package. */
export interface WrittenConfig {
  readonly key: string;
  readonly revision: bigint;
}

/** What may stand in double braces in a template. */
const PLACEHOLDERS = ['component_id', 'agent_id', 'poller_id', 'checker_kind', 'label', 'site'];

/** Characters that would end the text in which a value stands, or begin another placeholder. */
const SUSPICIOUS = /["'`\\{}$<>\p{Cc}]/u;

/** Where the configuration of a checker is. */
export const checkerKey = (agentId: string, kind: string) =>
  `agents/${agentId}/checkers/${kind}.json`;

/** Where the template for checkers of a kind is. */
export const templateKey = (kind: string) => `templates/checkers/${kind}.json`;

/**
 * Writes the configuration of a checker: that of the request, else the template of its kind. What is
 * there already stays; undefined then, and where there is nothing to write.
 */
export async function writeCheckerConfig(
  store: ConfigStore,
  plan: PackagePlan,
  pollerId: string | null,
): Promise<WrittenConfig | undefined> {
  const { checkerKind, parentId } = plan;
  if (checkerKind === null || parentId === null) return undefined;
  const key = checkerKey(parentId, checkerKind);
  const document = isEmpty(plan.checkerConfig)
    ? await fromTemplate(store, plan, pollerId)
    : JSON.stringify(plan.checkerConfig);
  if (document === undefined) return undefined;
  const revision = await store.create(key, document);
  return revision === undefined ? undefined : { key, revision };
}

const isEmpty = (value: JsonObject) => Object.keys(value).length === 0;

async function fromTemplate(
  store: ConfigStore,
  plan: PackagePlan,
  pollerId: string | null,
): Promise<string | undefined> {
  const template = await store.read(templateKey(plan.checkerKind ?? ''));
  if (template === undefined) return undefined;
  const values: { readonly [name: string]: string | null } = {
    component_id: plan.componentId,
    agent_id: plan.parentId,
    poller_id: pollerId,
    checker_kind: plan.checkerKind,
    label: plan.label,
    site: plan.site,
  };
  return template.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => {
    if (!PLACEHOLDERS.includes(name)) return whole;
    const value = values[name] ?? '';
    if (!SUSPICIOUS.test(value)) return value;
    throw new RadarError('REQUEST_INVALID', `The value of "${name}" cannot stand in a template.`, {
      hint: 'Use no quotes, braces, backslashes or signs of markup in it.',
    });
  });
}
