import { useMemo } from 'react';
import { type Cell, formatDateTime, writeInstant, type Zone } from '../format/index.ts';
import { usePreferences } from '../preferences/index.ts';
import { type Column, LocalTable } from '../tables/index.ts';
import type { Lines } from './lines.ts';
import { columnTitle, formatUnit, type Unit } from './unit.ts';

export interface NumbersProps {
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  readonly lines: Lines;
}

/** The numbers of a chart as a table, newest first: the same that are drawn. */
export function Numbers({ id, title, unit, lines }: NumbersProps) {
  const { zone } = usePreferences();
  const rows = useMemo(
    () => [...lines.timesMs.keys()].filter((index) => !lines.gaps.has(index)).reverse(),
    [lines],
  );
  const columns = useMemo(() => numberColumns(unit, lines, zone), [unit, lines, zone]);
  return (
    <div className="chart-numbers">
      <LocalTable
        name={`${id}.numbers`}
        label={`Numbers of ${title}`}
        noun={['point', 'points']}
        columns={columns}
        rows={rows}
        rowKey={String}
      />
    </div>
  );
}

function numberColumns(unit: Unit, lines: Lines, zone: Zone): readonly Column<number>[] {
  const time: Column<number> = {
    key: 'time',
    title: 'Time',
    value: (index) => writeInstant(lines.timesMs[index] ?? 0),
    show: (index) => formatDateTime(lines.timesMs[index] ?? 0, zone),
    width: 168,
    sortable: true,
    shown: 'always',
  };
  const values = lines.lines.map(
    ({ key, label, values }): Column<number> => ({
      key,
      title: label,
      value: (index) => values[index] ?? null,
      show: (index) => formatUnit(unit, values[index]),
      width: null,
      numeric: true,
      sortable: true,
      shown: 'always',
    }),
  );
  return [time, ...values];
}

/** Titles and rows of the file with a chart's numbers, extremes included; oldest first. */
export function numbersFile(unit: Unit, { timesMs, gaps, lines }: Lines) {
  const titles = ['time'];
  for (const { label, extremes } of lines) {
    titles.push(columnTitle(unit, label));
    if (extremes !== null) {
      titles.push(columnTitle(unit, `${label} min`), columnTitle(unit, `${label} max`));
    }
  }
  const rows: Cell[][] = [];
  timesMs.forEach((timeMs, index) => {
    if (gaps.has(index)) return;
    const cells = lines.flatMap(({ values, extremes }) => {
      const value = values[index] ?? null;
      if (extremes === null) return [value];
      return [value, extremes.min[index] ?? null, extremes.max[index] ?? null];
    });
    rows.push([writeInstant(timeMs), ...cells]);
  });
  return { titles, rows };
}
