import type { DeviceExplanation, FieldClaim, FieldExplanation } from '../../contract/index.ts';
import { RadarError } from '../../core/index.ts';
import type { Command } from '../command.ts';
import { oneLine, printable } from '../dead-letters/index.ts';
import { EXIT } from '../exit.ts';
import { numberOption, textOption } from '../option.ts';
import { table } from '../table.ts';
import {
  DEVICE_ARGUMENT,
  DEVICE_SETTINGS,
  deviceIdOf,
  requireDevice,
  valueText,
  WHICH_DATABASE,
  withDevices,
} from './device.ts';

const USUAL = 50;
const MOST = 500;
const LONGEST = 60;

export const devicesExplain: Command = {
  name: 'devices explain',
  summary: 'tell why the inventory says what it says of a device',
  description: `Tells of each value who said it and when, and which other values it beat; by what the device is
told apart, which ids lead to it, what was joined and parted, and the observations that are kept.\n\n${WHICH_DATABASE}`,
  settings: DEVICE_SETTINGS,
  argument: DEVICE_ARGUMENT,
  options: [
    { flags: '--field <name>', meaning: 'only this field, such as hostname or attributes.vendor' },
    {
      flags: '--observations <count>',
      meaning: `observations that are read at most (default: ${USUAL}, at most ${MOST})`,
    },
  ],
  json: true,
  examples: [
    { line: 'radarstore devices explain default:192.0.2.1', meaning: 'everything' },
    {
      line: 'radarstore devices explain default:192.0.2.1 --field hostname',
      meaning: 'why it is called so',
    },
  ],
  run: async (call) => {
    const id = deviceIdOf(call);
    const field = textOption(call, 'field');
    const most = Math.min(numberOption(call, 'observations', '--observations') ?? USUAL, MOST);
    return withDevices(call, async ({ database }) => {
      const found = await requireDevice(database, id);
      const { readBehind } = await import('../../query/index.ts');
      const { deviceExplanation } = await import('../../server/index.ts');
      const behind = await readBehind(database, found.device.device_id, most);
      const told = deviceExplanation(found, behind);
      if (field === undefined) call.answer(explanationText(told), told);
      else {
        const only = { ...told, fields: [fieldOf(told, field)] };
        call.answer(fieldsText(only.fields), only);
      }
      return EXIT.done;
    });
  },
};

function fieldOf({ device_id, fields }: DeviceExplanation, name: string): FieldExplanation {
  const field = fields.find((one) => one.field === name);
  if (field !== undefined) return field;
  throw new RadarError('NOT_FOUND', `The device "${device_id}" has no field "${name}".`, {
    hint: `It has ${fields.map((one) => one.field).join(', ')}.`,
  });
}

function explanationText(told: DeviceExplanation): string {
  const from = told.redirected_from;
  const asked = from === undefined ? '' : `Asked for    ${printable(from)}, which leads here\n`;
  const head = `Device       ${printable(told.device_id)}\n${asked}Partition    ${printable(told.partition)}\n`;
  return [
    head,
    fieldsText(told.fields),
    titled('Told apart by', identitiesText(told)),
    titled('Ids that lead here', aliasesText(told)),
    titled('Parted by people', separationsText(told)),
    titled('What happened', historyText(told)),
    titled('Observations behind it that are kept', observationsText(told)),
  ]
    .filter((text) => text !== '')
    .join('\n');
}

const titled = (title: string, text: string): string => (text === '' ? '' : `${title}:\n${text}`);

/** A table, or nothing where it would be empty. */
const tableOf = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? ''
    : table(
        header,
        rows.map((row) => row.map((cell) => oneLine(cell, LONGEST))),
      );

/** Each value that holds, and below it those that it beat. */
function fieldsText(fields: readonly FieldExplanation[]): string {
  const rows = fields.flatMap(({ field, value, won, beaten }) => [
    [field, valueText(value), ...(won === null ? ['-', '-', '-', '-', '-'] : claimCells(won))],
    ...beaten.map((one) => ['  beaten', valueText(one.value), ...claimCells(one)]),
  ]);
  return tableOf(['FIELD', 'VALUE', 'SOURCE', 'CONFIDENCE', 'TIME', 'AGENT', 'REPORTED AS'], rows);
}

const claimCells = (one: FieldClaim): string[] => [
  one.source,
  String(one.confidence),
  one.at,
  one.agent_id || '-',
  one.reported_id,
];

const identitiesText = ({ identities }: DeviceExplanation): string =>
  tableOf(
    ['IDENTITY', 'REPORTED AS', 'FIRST SEEN', 'LAST SEEN'],
    identities.map((one) => [
      `${one.kind}:${one.value}`,
      one.reported_id,
      one.first_seen ?? '-',
      one.last_seen ?? '-',
    ]),
  );

const aliasesText = ({ aliases }: DeviceExplanation): string =>
  tableOf(
    ['ID', 'SINCE'],
    aliases.map((one) => [one.device_id, one.since ?? '-']),
  );

const separationsText = ({ separations }: DeviceExplanation): string =>
  tableOf(
    ['IDENTITY', 'FROM', 'BY', 'TIME', 'REASON'],
    separations.map((one) => [one.identity, one.from, one.actor, one.at, one.reason ?? '-']),
  );

const historyText = ({ history }: DeviceExplanation): string =>
  tableOf(
    ['TIME', 'EVENT', 'DEVICE', 'OTHER DEVICE', 'BY', 'EVIDENCE'],
    history.map((one) => [
      one.at,
      one.action,
      one.device_id,
      one.other_device_id ?? '-',
      one.actor,
      valueText(one.evidence),
    ]),
  );

const observationsText = ({ observations }: DeviceExplanation): string =>
  tableOf(
    ['TIME', 'SOURCE', 'REPORTED AS', 'IP', 'MAC', 'HOST NAME', 'AGENT'],
    observations.map((one) => [
      one.observed_at,
      one.source,
      one.device_id,
      one.ip ?? '-',
      one.mac ?? '-',
      one.hostname ?? '-',
      one.agent_id || '-',
    ]),
  );
