import {
  type DeviceItem,
  DeviceSearchAnswer,
  DeviceSearchRequest,
  SEARCH_MODES,
} from '../../../contract/index.ts';
import { RadarError } from '../../../core/index.ts';
import { createDeviceCounter, listDevices } from '../../../query/index.ts';
import { accessOf } from '../../auth/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { named, readAnswers } from '../../schema/index.ts';
import { deviceItem } from '../../views/index.ts';
import { jsonBody, readObject, textMember, wrong } from './body.ts';
import { companionsOf } from './companions.ts';
import { READS, readDeviceFilter, tags } from './request.ts';
import { planSearch, type SearchMode } from './search-plan.ts';

const LONGEST_QUERY = 10_000;

const DESCRIPTION = [
  'The registry answers what is about devices alone: no query, or one that begins with `in:devices`, and the filters `search`, `status` and `capability`, which act before paging. `diagnostics` tells who answered and why, and which words of a query had no effect.',
  'There is no query engine yet: `srql_only`, and `registry_only` with what the registry cannot, are answered 503.',
].join('\n\n');

/** The route of searches by words or query (RE-8). */
export function searchRoute(app: App, parts: ServerParts): void {
  const counter = createDeviceCounter(parts.clock);
  const schema = {
    tags,
    operationId: 'searchDevices',
    summary: 'Searches devices by words or by a query',
    description: DESCRIPTION,
    body: jsonBody(DeviceSearchRequest),
    response: readAnswers(named(DeviceSearchAnswer, 'what was found')),
  };
  app.post('/api/devices/search', { schema, config: READS }, async (request) => {
    const begun = performance.now();
    const asked = readRequest(readObject(request, MEMBERS));
    const plan = planSearch(asked);
    const { search, status, capability } = asked.filters;
    const told = { ...textIf('search', search), ...textIf('status', statusOf(status)) };
    const filter = readDeviceFilter(told, accessOf(request).partitions);
    const list = await listDevices(
      parts.database,
      {
        filter: { ...filter, capability: capability?.trim().toLowerCase() || undefined },
        order: 'fit',
        limit: asked.limit,
        start: { offset: asked.offset },
      },
      counter,
    );
    const ids = list.devices.map((device) => device.device_id);
    const companions = await companionsOf(parts, ids);
    return {
      engine: plan.engine,
      results: list.devices.map(
        (device): DeviceItem => deviceItem(device, companions(device.device_id)),
      ),
      pagination: { limit: asked.limit, offset: asked.offset },
      diagnostics: {
        mode: asked.mode,
        engine: plan.engine,
        engine_reason: plan.reason,
        duration_ms: Math.round((performance.now() - begun) * 100) / 100,
        ...(plan.unsupported.length === 0 ? {} : { unsupported_tokens: [...plan.unsupported] }),
      },
    };
  });
}

const MEMBERS = ['query', 'mode', 'filters', 'pagination'];

const textIf = (name: string, text: string | undefined) =>
  text === undefined || text.trim() === '' ? {} : { [name]: text };

const statusOf = (status: string | undefined) =>
  status?.trim().toLowerCase() === 'all' ? undefined : status?.trim().toLowerCase();

interface Asked {
  readonly query: string;
  readonly mode: SearchMode;
  readonly filters: { readonly [name: string]: string };
  readonly limit: number;
  readonly offset: number;
}

const USUAL = 20;
const MOST = 1_000;

function readRequest(body: { readonly [name: string]: unknown }): Asked {
  const { pagination = {} } = body as {
    readonly pagination?: { readonly [name: string]: unknown };
  };
  if (typeof pagination !== 'object' || pagination === null) throw wrong('pagination', 'an object');
  const limit = wholeOf(pagination.limit, 'pagination.limit');
  return {
    query: textMember(body, 'query', LONGEST_QUERY)?.trim() ?? '',
    mode: readMode(textMember(body, 'mode', 100)),
    filters: readFilters(body.filters),
    limit: limit <= 0 ? USUAL : Math.min(limit, MOST),
    offset: Math.max(0, wholeOf(pagination.offset, 'pagination.offset')),
  };
}

function wholeOf(value: unknown, name: string): number {
  if (value === undefined || value === null) return 0;
  if (Number.isSafeInteger(value)) return value as number;
  throw wrong(name, 'a whole number');
}

function readMode(text: string | undefined): SearchMode {
  if (text === undefined || text === '') return 'auto';
  const mode = SEARCH_MODES.find((one) => one === text);
  if (mode !== undefined) return mode;
  throw new RadarError('REQUEST_INVALID', `There is no mode "${text.slice(0, 80)}".`, {
    hint: `It is ${SEARCH_MODES.join(', ')}.`,
  });
}

const FILTERS = ['search', 'status', 'capability', 'engine', 'raw'];

function readFilters(value: unknown): { readonly [name: string]: string } {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw wrong('filters', 'texts by name');
  const entries = Object.entries(value).filter(([, one]) => one !== null);
  for (const [name, one] of entries) {
    if (!FILTERS.includes(name)) {
      throw new RadarError('REQUEST_INVALID', `There is no filter "${name.slice(0, 80)}".`, {
        hint: `It is ${FILTERS.join(', ')}.`,
      });
    }
    if (typeof one !== 'string') throw wrong(`filters.${name}`, 'text');
  }
  return Object.fromEntries(entries) as { readonly [name: string]: string };
}
