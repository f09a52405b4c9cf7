import { fallback, optional, required, updatedAt } from '../model/column.ts';
import { dataset } from '../model/dataset.ts';
import {
  discovery,
  metadata,
  observables,
  rawData,
  reporter,
  SEVERITY,
  sightings,
  texts,
} from './columns.ts';
import { zeroIsAbsent } from './proton.ts';

/** Facts: ocsf §1.7. One row per vulnerability, so that its status is that of all affected things. */
export const ocsfVulnerabilitiesCurrent = dataset({
  name: 'ocsf_vulnerabilities_current',
  title: 'Vulnerabilities as OCSF sees them now',
  area: 'ocsf',
  kind: 'table',
  columns: {
    vulnerability_cve_uid: required('text', 'the vulnerability: CVE number or id of the scanner'),
    ...sightings,
    title: optional('text', 'short name'),
    description: optional('text', 'what it is'),
    severity_id: fallback('integer', '0', SEVERITY),
    score: optional('real', 'CVSS base score, 0 to 10; its CVSS version is not known', {
      unit: '1',
    }),
    affected_devices: texts('devices that have it'),
    affected_users: texts('users that have it'),
    affected_services: texts('services that have it'),
    cwe_uid: optional('text', 'kind of weakness, CWE number'),
    reference_urls: texts('pages that describe it'),
    remediation: optional('text', 'what mends it'),
    ...discovery,
    scanner_names: texts('scanners that reported it'),
    ...reporter,
    status: fallback('text', "'open'::text", 'state: open, fixed, mitigated, false_positive'),
    priority: optional('text', 'urgency that people gave: low, medium, high, …'),
    assigned_to: optional('text', 'who works on it'),
    ...rawData,
    ...metadata,
    observables_cve: observables('CVE numbers'),
    observables_cwe: observables('CWE numbers'),
    observables_resource_uid: observables('ids of affected things'),
    updated_at: updatedAt,
  },
  key: ['vulnerability_cve_uid'],
  keepsApart: 'two vulnerabilities of one device',
  version: 'last_seen',
  pruning: { column: 'last_seen', retentionDays: 365 },
  indexes: [
    { name: 'idx_ocsf_vulnerabilities_current_last_seen', columns: ['last_seen desc'] },
    { name: 'idx_ocsf_vulnerabilities_current_status', columns: ['status', 'severity_id'] },
    {
      name: 'idx_ocsf_vulnerabilities_current_devices',
      columns: ['affected_devices'],
      method: 'gin',
    },
  ],
  proton: [
    {
      object: 'ocsf_vulnerabilities_current',
      role: 'main',
      renamed: { description: 'desc', reference_urls: 'references' },
      derived: {
        ...zeroIsAbsent('score', 'confidence_score'),
        severity_id: '1 (critical) becomes 5, 2 (high) 4, 3 (medium) stays, 4 (low) becomes 2',
      },
    },
  ],
  queryNames: ['vulnerabilities', 'ocsf_vulnerabilities_current'],
});
