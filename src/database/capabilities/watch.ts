import type { Logger } from '../../observe/index.ts';
import type { Pooling, ServerWatch, Session } from '../connection/index.ts';
import { detectEngine, type Engine } from '../engine.ts';
import { untested } from '../supported.ts';
import type { Capabilities } from './capability.ts';
import { describeChange } from './change.ts';
import { readFacts } from './facts.ts';
import { capabilitiesOf } from './judgement.ts';

interface Discovery {
  readonly engine: Engine;
  readonly capabilities: Capabilities;
  /** Of the address, so it stays when the server behind it changes. */
  readonly pooling: Pooling;
}

/**
 * Keeps what is known of a server up to date. Behind one address the server may become another: by
 * fail-over, by an upgrade, by `create extension`. Each new connection looks, and a change is
 * logged with what it means.
 */
export function watchServer(
  options: { readonly schema: string; readonly log: Logger },
  first: Discovery,
): ServerWatch {
  let { engine, capabilities } = first;
  const take = async (session: Session, found: Engine) => {
    const facts = await readFacts(session, options.schema, first.pooling);
    const changes = describeChange(engine, found);
    engine = found;
    capabilities = capabilitiesOf(found, facts);
    const fields = { engine: found.name, server: found.serverVersion };
    const warnings = changes.length === 0 ? [] : untested(found);
    for (const sentence of [...changes, ...warnings]) options.log.warn(fields, sentence);
  };
  return {
    get engine() {
      return engine;
    },
    get capabilities() {
      return capabilities;
    },
    async notice(session) {
      const found = await detectEngine(session);
      if (describeChange(engine, found).length > 0) await take(session, found);
    },
    refresh: async (session) => take(session, await detectEngine(session)),
  };
}
