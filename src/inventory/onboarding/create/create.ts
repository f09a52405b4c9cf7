import { randomUUID } from 'node:crypto';
import { type Instant, MICROS_PER_MILLI, messageOf, RadarError } from '../../../core/index.ts';
import { type Session, sql } from '../../../database/index.ts';
import { type WrittenConfig, writeCheckerConfig } from '../config-store.ts';
import { type OnboardingPackage, type Requester, type StoredPackage, toldOf } from '../package.ts';
import { changeStore, type OnboardingParts } from '../parts.ts';
import { encodeToken, hashOfToken, mintToken } from '../secrets/index.ts';
import { appendEvent, effectiveStatus, moment, packageColumns } from '../store.ts';
import { type IssuedTrust, issueTrust, revokeTrust } from '../trust.ts';
import { withSuffix } from './component-id.ts';
import { liveNamesake, takeCreateLock, taken } from './conflict.ts';
import { type CreateRequest, type PackagePlan, planPackage } from './request.ts';

/** A new package with its secrets, which nobody can read in plain text again (EO-12). */
export interface CreatedPackage {
  readonly package: OnboardingPackage;
  readonly joinToken: string;
  readonly bundlePem: string;
  readonly downloadToken: string;
  /** Package id, download token and address of the API in one text (EO-29). */
  readonly onboardingToken: string;
}

/** How often another suffix is tried for an id that was made of a label. */
const ATTEMPTS = 8;

/**
 * Makes a package: row, event and registration of its component in one transaction (EO-13). What was
 * done outside of the database is taken back when that fails. Throws REQUEST_INVALID, CONFLICT and
 * TRUST_ISSUER_FAILED.
 */
export async function createPackage(
  parts: OnboardingParts,
  request: CreateRequest,
  by: Requester,
): Promise<CreatedPackage> {
  const plan = planPackage(request, parts.defaults);
  const pollerId = await pollerOf(parts, plan);
  for (let attempt = 0; ; attempt++) {
    const componentId = attempt === 0 ? plan.componentId : withSuffix(plan.componentId);
    const draft = draftOf(parts, { ...plan, componentId }, pollerId ?? componentId);
    try {
      const created = await issueAndStore(parts, draft, by);
      parts.onAllowListChange?.(created.package.poller_id ?? '');
      return created;
    } catch (fault) {
      if (!(fault instanceof NamesakeFound)) throw fault;
      if (!plan.derived || attempt >= ATTEMPTS) {
        throw taken(plan.type, componentId, fault.packageId);
      }
    }
  }
}

/** Another live package has the component. */
class NamesakeFound extends Error {
  readonly packageId: string;

  constructor(packageId: string) {
    super('another package has the component');
    this.packageId = packageId;
  }
}

/** Everything that is decided before trust is issued. */
interface Draft {
  readonly packageId: string;
  readonly plan: PackagePlan;
  readonly pollerId: string;
  readonly spiffeId: string;
  readonly now: Instant;
  readonly downloadToken: string;
}

function draftOf(parts: OnboardingParts, plan: PackagePlan, pollerId: string): Draft {
  const { trustDomain } = parts.defaults;
  return {
    packageId: randomUUID(),
    plan,
    pollerId,
    spiffeId: plan.spiffeId ?? `spiffe://${trustDomain}/ns/edge/${plan.componentId}`,
    now: parts.clock.now(),
    downloadToken: mintToken(),
  };
}

/** The poller of a checker is named, or is that of its agent's package (EO-7). */
async function pollerOf(
  { database, clock }: OnboardingParts,
  { type, pollerId, parentId }: PackagePlan,
): Promise<string | null> {
  if (type !== 'checker' || pollerId !== null) return pollerId;
  const [row] = await database.query<{ poller_id: string }>(
    'onboarding.agent_poller',
    sql`select package.poller_id
          from ${database.relation('edge_onboarding_packages')} as package
         where package.component_type = 'agent' and package.component_id = ${parentId}
           and package.poller_id is not null
           and (${effectiveStatus(clock.now())}) in ('issued', 'delivered', 'activated')
         order by package.updated_at desc, package.package_id limit 1`,
  );
  if (row !== undefined) return row.poller_id;
  const message = `The agent "${parentId}" has no onboarding package that tells its poller.`;
  throw new RadarError('REQUEST_INVALID', message, {
    hint: 'Give poller_id, or correct parent_id.',
  });
}

async function issueAndStore(
  parts: OnboardingParts,
  draft: Draft,
  by: Requester,
): Promise<CreatedPackage> {
  const { plan, packageId, spiffeId, downloadToken } = draft;
  await refuseNamesake(parts, parts.database, draft);
  const issued = await issueTrust(parts.trust, {
    packageId,
    type: plan.type,
    componentId: plan.componentId,
    spiffeId,
    selectors: plan.selectors,
    metadata: plan.metadata,
    ttlMs: plan.joinTokenMs,
  });
  let config: WrittenConfig | undefined;
  try {
    if (parts.configStore !== null) {
      config = await writeCheckerConfig(parts.configStore, plan, draft.pollerId);
    }
    const row = await changeStore(parts, 'onboarding.create', async (session) => {
      await takeCreateLock(session);
      await refuseNamesake(parts, session, draft);
      return store(parts, session, { draft, issued, config, by });
    });
    return {
      package: toldOf(row),
      joinToken: issued.joinToken,
      bundlePem: issued.bundlePem,
      downloadToken,
      onboardingToken: encodeToken({ packageId, downloadToken, apiUrl: parts.apiUrl }),
    };
  } catch (fault) {
    await takeBack(parts, issued, config);
    throw fault;
  }
}

async function refuseNamesake(
  { database }: OnboardingParts,
  session: Session,
  { plan, now }: Draft,
): Promise<void> {
  const other = await liveNamesake(database, session, { ...plan, now });
  if (other !== undefined) throw new NamesakeFound(other);
}

/** What cannot be taken back is told in the log, where somebody finds it by its id. */
async function takeBack(
  { trust, configStore, log }: OnboardingParts,
  { entryId }: IssuedTrust,
  config: WrittenConfig | undefined,
): Promise<void> {
  await revokeTrust(trust, entryId).catch((fault: unknown) =>
    log.error(
      { entry_id: entryId, fault: messageOf(fault) },
      'a trust entry is left over from a package that was not stored; remove it by hand',
    ),
  );
  if (config === undefined) return;
  await configStore
    ?.remove(config.key)
    .catch((fault: unknown) =>
      log.error(
        { key: config.key, fault: messageOf(fault) },
        'a configuration document is left over from a package that was not stored; remove it by hand',
      ),
    );
}

interface Addition {
  readonly draft: Draft;
  readonly issued: IssuedTrust;
  readonly config: WrittenConfig | undefined;
  readonly by: Requester;
}

async function store(
  parts: OnboardingParts,
  session: Session,
  { draft, issued, config, by }: Addition,
): Promise<StoredPackage> {
  const { database, registry } = parts;
  const { packageId, plan, pollerId, spiffeId, now } = draft;
  const row = await insertPackage(parts, session, { draft, issued, config, by });
  await registry.register(session, {
    type: plan.type,
    id: plan.componentId,
    parentId: plan.parentId,
    pollerId,
    checkerKind: plan.checkerKind,
    spiffeId,
    packageId,
    actor: row.created_by,
    now,
  });
  await appendEvent(database, session, {
    packageId,
    type: 'issued',
    at: row.updated_at,
    by,
    details: { downstream_entry_id: issued.entryId, downstream_spiffe_id: spiffeId },
  });
  return row;
}

async function insertPackage(
  { database, keys }: OnboardingParts,
  session: Session,
  { draft, issued, config, by }: Addition,
): Promise<StoredPackage> {
  const { packageId, plan, pollerId, spiffeId, now, downloadToken } = draft;
  const sealed = (text: string, field: 'join_token' | 'bundle') =>
    keys.encrypt(text, { packageId, field });
  const revision = BigInt.asIntN(64, config?.revision ?? 0n);
  const [row] = await session.query<StoredPackage>(
    'onboarding.insert',
    sql`insert into ${database.relation('edge_onboarding_packages')} as package
               (package_id, label, component_id, component_type, parent_type, parent_id,
                poller_id, site, status, downstream_entry_id, downstream_spiffe_id, selectors,
                checker_kind, checker_config_json, join_token_ciphertext,
                join_token_expires_at, bundle_ciphertext, secrets_key_id, download_token_hash,
                download_token_expires_at, created_by, created_at, updated_at, metadata_json,
                kv_revision, notes)
        values (${packageId}::uuid, ${plan.label}, ${plan.componentId}, ${plan.type},
                ${plan.parentType}, ${plan.parentId}, ${pollerId}, ${plan.site}, 'issued',
                ${issued.entryId}, ${spiffeId}, ${[...plan.selectors]}::text[],
                ${plan.checkerKind}, ${JSON.stringify(plan.checkerConfig)}::jsonb,
                ${sealed(issued.joinToken, 'join_token')},
                ${moment(now + plan.joinTokenMs * MICROS_PER_MILLI)},
                ${sealed(issued.bundlePem, 'bundle')}, ${keys.currentId},
                ${hashOfToken(downloadToken)},
                ${moment(now + plan.downloadTokenMs * MICROS_PER_MILLI)},
                ${by.actor.trim() || 'unknown'}, ${moment(now)}, ${moment(now)},
                ${JSON.stringify(plan.metadata)}::jsonb, ${revision.toString()}::bigint,
                ${plan.notes})
        returning ${packageColumns(now)}`,
  );
  if (row === undefined) throw new Error('onboarding.insert: no row came back');
  return row;
}
