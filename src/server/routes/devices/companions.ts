import { messageOf } from '../../../core/index.ts';
import { capabilitiesOf, metricKinds, readAnnotations } from '../../../query/index.ts';
import type { ServerParts } from '../../parts.ts';
import type { Companions } from '../../views/index.ts';

/**
 * What accompanies devices: kinds of metrics, capabilities, and what people wrote. What cannot be read
 * is logged, and the answer goes without (RE-4).
 */
export async function companionsOf(
  { database, clock, log }: Pick<ServerParts, 'database' | 'clock' | 'log'>,
  deviceIds: readonly string[],
): Promise<(deviceId: string) => Companions> {
  const attempt = async <T>(what: string, read: Promise<T>): Promise<T | undefined> => {
    try {
      return await read;
    } catch (fault) {
      log.warn({ fault: messageOf(fault) }, `${what} of devices cannot be read`);
      return undefined;
    }
  };
  const [kinds, capabilities, annotations] = await Promise.all([
    attempt('the kinds of metrics', metricKinds(database, deviceIds, clock.now())),
    attempt('the capabilities', capabilitiesOf(database, deviceIds)),
    attempt('the annotations', readAnnotations(database, deviceIds)),
  ]);
  return (deviceId) => ({
    kinds: kinds === undefined ? undefined : (kinds.get(deviceId) ?? new Set()),
    capabilities: capabilities?.get(deviceId),
    annotations: annotations?.get(deviceId),
  });
}
