/** How far each kind of source is believed, 1 to 10 (UD-6). */
const CONFIDENCE: { readonly [source: string]: number } = {
  manual: 10,
  snmp: 9,
  mapper: 8,
  'self-reported': 8,
  serviceradar: 8,
  integration: 7,
  armis: 7,
  netbox: 7,
  netflow: 6,
  sysmon: 6,
  sweep: 5,
};

/** Confidence of a source; 1 for one that is not known. */
export function confidenceOf(source: string): number {
  return Object.hasOwn(CONFIDENCE, source) ? (CONFIDENCE[source] as number) : 1;
}
