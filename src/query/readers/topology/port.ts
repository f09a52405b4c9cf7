import type { Row } from '../../../catalogue/index.ts';
import { cleanMac, cleanText } from '../../../core/index.ts';
import { type Database, sql } from '../../../database/index.ts';
import type { Report } from './report.ts';
import { reportedIdsOf, type Subject } from './subject.ts';

/** An end of a connection at a device. */
export interface Port {
  readonly ifIndex: number | null;
  readonly name: string | null;
  readonly description: string | null;
  readonly operStatus: number | null;
  /** Everything by which somebody may call it, in lower case. */
  readonly spellings: ReadonlySet<string>;
}

type Face = Pick<
  Row<'discovered_interfaces_latest'>,
  | 'device_id'
  | 'if_index'
  | 'if_name'
  | 'if_descr'
  | 'if_alias'
  | 'if_phys_address'
  | 'if_oper_status'
>;

/** Finds the interface of a device that somebody means; undefined where it is not known. */
export interface Faces {
  byIndex(deviceId: string, ifIndex: number): Face | undefined;
  byText(deviceId: string, text: string): Face | undefined;
}

/** Reads the interfaces of devices that reports may mean. */
export async function readFaces(
  database: Database,
  subjects: readonly Subject[],
  reports: readonly Report[],
): Promise<Faces> {
  const owners = new Map(
    subjects.flatMap((one) => reportedIdsOf([one]).map((id) => [id, one.device_id] as const)),
  );
  const told = reports.flatMap((one) => [
    one.local_if_name,
    one.neighbor_port_id,
    one.neighbor_port_descr,
  ]);
  const texts = [...new Set(told.flatMap((text) => cleanText(text)?.toLowerCase() ?? []))];
  const macs = [...new Set(texts.flatMap((text) => cleanMac(text) ?? []))];
  const indices = [...new Set(reports.flatMap((one) => one.local_if_index ?? []))];
  const rows = await database.query<Face>(
    'query.topology_ports',
    sql`select face.device_id, face.if_index, face.if_name, face.if_descr, face.if_alias,
               face.if_phys_address, face.if_oper_status
          from ${database.relation('discovered_interfaces_latest')} as face
         where face.device_id = any(${[...owners.keys()]}::text[])
           and (face.if_index = any(${indices}::integer[])
             or lower(face.if_name) = any(${texts}::text[])
             or lower(face.if_descr) = any(${texts}::text[])
             or lower(face.if_alias) = any(${texts}::text[])
             or face.if_phys_address = any(${macs}::text[]))
         order by face."timestamp" desc, face.device_id, face.if_index`,
  );
  return indexFaces(rows, owners);
}

/** A text that several interfaces of a device have means none of them. */
function indexFaces(rows: readonly Face[], owners: ReadonlyMap<string, string>): Faces {
  const byIndex = new Map<string, Face>();
  for (const face of rows) {
    const key = keyOf(owners.get(face.device_id) ?? face.device_id, face.if_index);
    // The newest comes first.
    if (!byIndex.has(key)) byIndex.set(key, face);
  }
  const byText = new Map<string, Set<Face>>();
  for (const face of byIndex.values()) {
    const owner = owners.get(face.device_id) ?? face.device_id;
    for (const text of textsOf(face)) {
      const key = keyOf(owner, text);
      byText.set(key, (byText.get(key) ?? new Set()).add(face));
    }
  }
  return {
    byIndex: (deviceId, ifIndex) => byIndex.get(keyOf(deviceId, ifIndex)),
    byText(deviceId, text) {
      const found = byText.get(keyOf(deviceId, spelled(text)));
      return found?.size === 1 ? [...found][0] : undefined;
    },
  };
}

const keyOf = (deviceId: string, what: number | string) => JSON.stringify([deviceId, what]);

/** A MAC address in its one spelling, any other text in lower case. */
const spelled = (text: string) => cleanMac(text) ?? text.trim().toLowerCase();

function textsOf({ if_name, if_descr, if_alias, if_phys_address }: Face): readonly string[] {
  const told = [if_name, if_descr, if_alias, if_phys_address];
  return told.flatMap((text) => (text === null ? [] : spelled(text)));
}

/** The port of the device that reports. */
export function localPort(report: Report, deviceId: string, faces: Faces): Port | null {
  const { local_if_index: ifIndex, local_if_name: name } = report;
  const face =
    (ifIndex === null ? undefined : faces.byIndex(deviceId, ifIndex)) ??
    (name === null ? undefined : faces.byText(deviceId, name));
  return portOf({ ifIndex, name, description: null }, face);
}

/** The port at the other end, as the device that reports was told of it. */
export function remotePort(report: Report, deviceId: string, faces: Faces): Port | null {
  const { neighbor_port_id: name, neighbor_port_descr: description } = report;
  const face =
    (name === null ? undefined : faces.byText(deviceId, name)) ??
    (description === null ? undefined : faces.byText(deviceId, description));
  return portOf({ ifIndex: null, name, description }, face);
}

type ToldPort = Pick<Port, 'ifIndex' | 'name' | 'description'>;

function portOf(told: ToldPort, face: Face | undefined): Port | null {
  const ifIndex = told.ifIndex ?? face?.if_index ?? null;
  const texts = [told.name, told.description].filter((text) => text !== null);
  if (ifIndex === null && texts.length === 0) return null;
  const spellings = new Set([
    ...texts.map(spelled),
    ...(face === undefined ? [] : textsOf(face)),
    ...(ifIndex === null ? [] : [String(ifIndex)]),
  ]);
  return {
    ifIndex,
    name: face?.if_name ?? told.name,
    description: face?.if_alias ?? face?.if_descr ?? told.description,
    operStatus: face?.if_oper_status ?? null,
    spellings,
  };
}

/** Whether two ends of one device are one port: 1 yes, 0 nobody can tell, -1 no. */
export function samePort(one: Port | null, other: Port | null): 1 | 0 | -1 {
  if (one === null || other === null) return 0;
  for (const text of one.spellings) if (other.spellings.has(text)) return 1;
  return -1;
}
