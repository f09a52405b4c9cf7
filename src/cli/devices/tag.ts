import { ANNOTATION_LIMITS, type DeviceAnnotations } from '../../contract/index.ts';
import { RadarError } from '../../core/index.ts';
import type { Database } from '../../database/index.ts';
import type { AnnotationRow } from '../../query/index.ts';
import { wordsOption } from '../access/index.ts';
import { actorOf } from '../actor.ts';
import type { Call, Command } from '../command.ts';
import { printable } from '../dead-letters/index.ts';
import { EXIT } from '../exit.ts';
import { textOption } from '../option.ts';
import {
  DEVICE_ARGUMENT,
  DEVICE_SETTINGS,
  deviceIdOf,
  requireDevice,
  WHICH_DATABASE,
  withDevices,
} from './device.ts';

export const devicesTag: Command = {
  name: 'devices tag',
  summary: 'show or change tags and notes of a device',
  description: `Adds and removes tags, and writes notes; without an option it shows them. No observation ever
changes them, and they go along when devices are joined.\n\n${WHICH_DATABASE}`,
  settings: DEVICE_SETTINGS,
  argument: DEVICE_ARGUMENT,
  options: [
    { flags: '--add <list>', meaning: 'tags to add, with commas between' },
    { flags: '--remove <list>', meaning: 'tags to remove, with commas between' },
    { flags: '--notes <text>', meaning: 'notes in place of those that are there; "" removes them' },
  ],
  json: true,
  examples: [
    { line: 'radarstore devices tag default:192.0.2.1', meaning: 'show them' },
    { line: 'radarstore devices tag default:192.0.2.1 --add core,north', meaning: 'add two' },
    {
      line: 'radarstore devices tag default:192.0.2.1 --remove spare --notes "Rack 7, unit 3"',
      meaning: 'remove one, and write notes',
    },
  ],
  run: async (call) => {
    const id = deviceIdOf(call);
    const wanted = wantedOf(call);
    return withDevices(call, async ({ database }) => {
      const { device } = await requireDevice(database, id);
      const row = await annotate(call, database, { deviceId: device.device_id, wanted });
      const { deviceAnnotations } = await import('../../server/index.ts');
      const told = deviceAnnotations(device.device_id, row);
      call.answer(annotationsText(told), told);
      return EXIT.done;
    });
  },
};

/** What is to change; undefined parts stay as they are. */
interface Wanted {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly notes: string | null | undefined;
}

function wantedOf(call: Call): Wanted {
  const text = textOption(call, 'notes');
  const notes = text === undefined ? undefined : text.trim() || null;
  const add = wordsOption(call, 'add') ?? [];
  const long = add.find((tag) => tag.length > ANNOTATION_LIMITS.tag);
  if (long !== undefined) {
    throw tooMuch(
      `The tag "${long.slice(0, 40)}…" has more than ${ANNOTATION_LIMITS.tag} characters.`,
    );
  }
  if ((notes ?? '').length > ANNOTATION_LIMITS.notes) {
    throw tooMuch(`The notes have more than ${ANNOTATION_LIMITS.notes} characters.`);
  }
  return { add, remove: wordsOption(call, 'remove') ?? [], notes };
}

const tooMuch = (message: string) =>
  new RadarError('USAGE_INVALID', message, { hint: 'Make it shorter.' });

const ATTEMPTS = 5;

/** Nobody else's words are lost: where somebody wrote meanwhile, the change is made anew on theirs. */
async function annotate(
  call: Call,
  database: Database,
  { deviceId, wanted }: { readonly deviceId: string; readonly wanted: Wanted },
): Promise<AnnotationRow | undefined> {
  const { annotateDevice } = await import('../../inventory/index.ts');
  const { readAnnotations } = await import('../../query/index.ts');
  const { add, remove, notes } = wanted;
  for (let attempt = 1; ; attempt++) {
    const before = (await readAnnotations(database, [deviceId])).get(deviceId);
    if (add.length + remove.length === 0 && notes === undefined) return before;
    try {
      return await annotateDevice(database, {
        deviceId,
        tags: tagsOf(before?.tags ?? [], wanted),
        notes: notes === undefined ? (before?.notes ?? null) : notes,
        actor: actorOf(call.io),
        now: call.io.clock.now(),
        expected: before?.updated_at ?? null,
      });
    } catch (fault) {
      const isLate = fault instanceof RadarError && fault.code === 'PRECONDITION_FAILED';
      if (!isLate || attempt >= ATTEMPTS) throw fault;
    }
  }
}

function tagsOf(before: readonly string[], { add, remove }: Wanted): readonly string[] {
  const tags = [...new Set([...before, ...add])].filter((tag) => !remove.includes(tag));
  if (tags.length <= ANNOTATION_LIMITS.tags) return tags;
  throw tooMuch(`The device would have more than ${ANNOTATION_LIMITS.tags} tags.`);
}

function annotationsText({ device_id, tags, notes, updated_at, updated_by }: DeviceAnnotations) {
  const facts: [string, string][] = [
    ['Device', device_id],
    ['Tags', tags.join(', ') || '-'],
    ['Notes', notes ?? '-'],
    ['Written', updated_at === null ? 'never' : `${updated_at} by ${updated_by}`],
  ];
  return facts.map(([name, value]) => `${name.padEnd(9)}${printable(value)}\n`).join('');
}
