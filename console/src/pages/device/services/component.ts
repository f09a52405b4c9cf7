import { SERVICE_TYPES, type ServiceType } from '../../../../../src/contract/index.ts';

/** A service of the registry that is a device at the same time. */
export interface Component {
  readonly type: ServiceType;
  readonly id: string;
}

/** The service whose device id that is, such as `serviceradar:agent:a-1`; undefined for any other. */
export function componentOf(deviceId: string): Component | undefined {
  const [, word, id] = /^serviceradar:([^:]+):(.+)$/s.exec(deviceId) ?? [];
  const type = SERVICE_TYPES.find((one) => one === word);
  return type === undefined || id === undefined ? undefined : { type, id };
}
