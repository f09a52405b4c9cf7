import swagger from '@fastify/swagger';
import type { TSchema } from 'typebox';
import {
  CpuGroup,
  DeadLetterDetail,
  DeadLetterDrop,
  DeadLetterList,
  DeadLetterReplay,
  DeviceDetail,
  DeviceItem,
  DiskGroup,
  ErrorBody,
  IngestAnswer,
  IngestReport,
  LivenessReport,
  MappingReport,
  MemoryGroup,
  ProcessGroup,
  ReadinessReport,
  RollupItem,
  RollupSeries,
  SelfReport,
  StorageReport,
  VersionReport,
} from '../contract/index.ts';
import type { App } from './parts.ts';
import { NoQuery, nameOf, plainAnswers, wire } from './schema/index.ts';

/** Of the API, not of the program: grows when an answer or a parameter changes its meaning. */
const API_VERSION = '1';

/** What the document has once, by its name. */
const COMPONENTS: readonly TSchema[] = [
  CpuGroup,
  DeadLetterDetail,
  DeadLetterDrop,
  DeadLetterList,
  DeadLetterReplay,
  DeviceDetail,
  DeviceItem,
  DiskGroup,
  ErrorBody,
  IngestAnswer,
  IngestReport,
  LivenessReport,
  MemoryGroup,
  ProcessGroup,
  ReadinessReport,
  RollupItem,
  RollupSeries,
  SelfReport,
  MappingReport,
  StorageReport,
  VersionReport,
];

const DESCRIPTION = [
  'Telemetry and inventory store for network monitoring.',
  'Times are RFC 3339 in UTC and ranges half-open. A list without members is `[]`. Whole numbers of 64 bits are written with all their digits.',
  'A parameter that an address does not know is refused; one without a value counts as absent.',
  'Every answer that is not a success has the body `Error`: beside those listed, 405 for a method that an address does not take, 408 and 431 for requests that are too slow or too long, and 421 for a host name that the server does not answer for.',
].join('\n\n');

/** Declares the schemas and the document that describes the routes which follow. */
export function describeApi(app: App): void {
  for (const schema of COMPONENTS) app.addSchema(wire(schema));
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'radarstore', version: API_VERSION, description: DESCRIPTION },
      tags: [
        { name: 'devices', description: 'the device inventory' },
        { name: 'ingest', description: 'sending telemetry' },
        { name: 'dead letters', description: 'records that were refused' },
        { name: 'sysmon', description: 'CPU, memory, disks and processes of hosts' },
        {
          name: 'rollups',
          description: 'maintained aggregates: hours of 13 months, distributions',
        },
        { name: 'storage', description: 'what the store holds' },
        { name: 'process', description: 'this process itself' },
      ],
    },
    refResolver: { buildLocalReference: (json) => nameOf(json as TSchema) },
  });
}

/** The route that serves the document. */
export function openApiRoute(app: App): void {
  const schema = {
    tags: ['process'],
    operationId: 'openApi',
    summary: 'This description of the API (OpenAPI 3.1)',
    querystring: NoQuery,
    response: plainAnswers(DOCUMENT),
  };
  app.get('/api/openapi.json', { schema }, async () => app.swagger());
}

const DOCUMENT = { description: 'OpenAPI 3.1 document' };
