import { fallback, optional } from '../model/column.ts';

/** What the device inventory and the current devices both say of a device. */
export const deviceTraits = {
  device_type_id: fallback(
    'integer',
    '0',
    'OCSF kind of device: 0 unknown, 1 server, 2 desktop, 3 laptop, 7 IOT, 9 firewall, 10 switch, 12 router, …, 99 other',
  ),
  device_os_name: optional('text', 'name of the operating system'),
  device_os_version: optional('text', 'version of the operating system'),
  device_location: optional('text', 'site of the device, free text'),
  device_domain: optional('text', 'network domain of the device'),
} as const;
