import { networkInterfaces } from 'node:os';
import type { InterfaceReading } from '../reading.ts';
import { mapInGroups, readNames, readNumber, readText } from './files.ts';

const FOLDER = '/sys/class/net';
const BITS_PER_MEGABIT = 1_000_000;
const FLAG_UP = 0x1;

/** The kernel's words for RFC 2863 ifOperStatus. */
const OPER_STATUS: { readonly [word: string]: number } = {
  up: 1,
  down: 2,
  testing: 3,
  unknown: 4,
  dormant: 5,
  notpresent: 6,
  lowerlayerdown: 7,
};

/** Reads every interface of the host, those without an address and those that are down too. */
export async function readInterfaces(): Promise<readonly InterfaceReading[]> {
  const addresses = networkInterfaces();
  const found = await mapInGroups([...(await readNames(FOLDER))].sort(), async (name) => {
    const index = await readNumber(`${FOLDER}/${name}/ifindex`);
    // The folder also holds files of drivers, and an interface may go while it is read.
    if (index === null) return null;
    return readInterface(
      name,
      index,
      (addresses[name] ?? []).map((one) => one.address),
    );
  });
  return found.filter((one) => one !== null);
}

async function readInterface(
  name: string,
  index: number,
  addresses: readonly string[],
): Promise<InterfaceReading> {
  const file = (field: string) => `${FOLDER}/${name}/${field}`;
  const [alias, mac, flags, state, megabits, mtu, duplex, type] = await Promise.all([
    readText(file('ifalias')),
    readText(file('address')),
    readText(file('flags')),
    readText(file('operstate')),
    readNumber(file('speed')),
    readNumber(file('mtu')),
    readText(file('duplex')),
    readNumber(file('type')),
  ]);
  return {
    index,
    name,
    alias,
    mac,
    addresses,
    speedBitsPerSecond: megabits === null || megabits <= 0 ? null : megabits * BITS_PER_MEGABIT,
    adminStatus: adminStatus(flags),
    operStatus: OPER_STATUS[state ?? ''] ?? null,
    details: {
      ...(mtu === null ? {} : { mtu }),
      ...(duplex === null || duplex === 'unknown' ? {} : { duplex }),
      ...(type === null ? {} : { hardware_type: type }),
    },
  };
}

function adminStatus(flags: string | null): number | null {
  const bits = Number(flags ?? Number.NaN);
  if (Number.isNaN(bits)) return null;
  return (bits & FLAG_UP) === 0 ? 2 : 1;
}
