import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

const CSS = readFileSync(new URL('../../console/src/styles/tokens.css', import.meta.url), 'utf8');

/** The custom properties of the rule that a selector begins. */
function tokens(selector: string): ReadonlyMap<string, string> {
  const from = CSS.indexOf(`${selector} {`);
  const rule = CSS.slice(from, CSS.indexOf('}', from));
  return new Map(
    [...rule.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
}

const THEMES = [
  ['light', tokens(':root')],
  ['dark', tokens(':root[data-theme="dark"]')],
] as const;

const linear = (byte: number) =>
  byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4;

function rgb(hex: string | undefined): Triple {
  if (hex === undefined) throw new Error('no such colour');
  const channel = (at: number) => linear(Number.parseInt(hex.slice(at, at + 2), 16));
  return [channel(1), channel(3), channel(5)];
}

const times = (matrix: Matrix, [r, g, b]: Triple): Triple =>
  matrix.map(([x, y, z]) => x * r + y * g + z * b) as unknown as Triple;

/** Contrast by WCAG 2. */
function contrast(one: string | undefined, other: string | undefined): number {
  const light = (hex: string | undefined) =>
    times(
      [
        [0.2126, 0.7152, 0.0722],
        [0, 0, 0],
        [0, 0, 0],
      ],
      rgb(hex),
    )[0];
  const [low = 0, high = 0] = [light(one), light(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** How colours look to those who see all, and by Machado (2009) to those who lack one kind of cone. */
const EYES: Readonly<Record<string, Matrix>> = {
  'all cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'no red': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'no green': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'no blue': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** A colour in OKLab, where distance is difference as people see it. */
function oklab(colour: Triple): Triple {
  const clipped = colour.map((one) => Math.min(1, Math.max(0, one))) as unknown as Triple;
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    clipped,
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones.map(Math.cbrt) as unknown as Triple,
  );
}

const distance = (one: Triple, other: Triple) =>
  100 * Math.hypot(...one.map((value, index) => value - (other[index] ?? 0)));

describe.each(THEMES)('in the %s theme', (_, colours) => {
  const series = Array.from({ length: 8 }, (__, index) => colours.get(`--series-${index + 1}`));
  const surfaces = [
    '--surface',
    '--surface-sunken',
    '--surface-hover',
    '--surface-raised',
    '--accent-soft',
  ];

  test.each(['--text', '--muted', '--accent', '--ok', '--warn', '--fail'])(
    '%s can be read on every surface',
    (name) => {
      for (const surface of surfaces) {
        expect(
          contrast(colours.get(name), colours.get(surface)),
          `${name} on ${surface}`,
        ).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  test('text on the soft colours and on the accent can be read', () => {
    for (const [name, surface] of [
      ['--text', '--warn-soft'],
      ['--text', '--fail-soft'],
      ['--on-accent', '--accent'],
    ] as const) {
      expect(contrast(colours.get(name), colours.get(surface))).toBeGreaterThanOrEqual(4.5);
    }
  });

  test('edges of fields and lines of charts stand out', () => {
    for (const colour of [...series, colours.get('--line-strong')]) {
      expect(contrast(colour, colours.get('--surface')), `${colour}`).toBeGreaterThanOrEqual(3);
    }
  });

  test.each(Object.entries(EYES))(
    'the eight series colours differ for eyes with %s',
    (__, eyes) => {
      const seen = series.map((colour) => oklab(times(eyes, rgb(colour))));
      const least = Math.min(
        ...seen.flatMap((one, index) => seen.slice(index + 1).map((other) => distance(one, other))),
      );
      // The well-known palette of Okabe and Ito, with grey as its eighth, reaches 5.5.
      expect(least).toBeGreaterThan(9);
    },
  );
});

test('the dark of the system is the dark that can be chosen', () => {
  const chosen = tokens(':root[data-theme="dark"]');
  expect(tokens(':root:not([data-theme="light"])')).toEqual(chosen);
  expect(chosen.size).toBeGreaterThan(20);
});
