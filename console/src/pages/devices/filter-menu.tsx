import { type FormEvent, useMemo, useState } from 'react';
import { DEVICE_STATUSES, type DeviceItem } from '../../../../src/contract/index.ts';
import { IconMenu } from '../../controls/index.ts';
import { type DeviceFilter, useDeviceStats } from '../../data/index.ts';
import { Field, Segments } from '../../forms/index.ts';
import { changeParams } from '../../location/index.ts';

const STATUSES = [
  { value: 'any', title: 'Any' },
  ...DEVICE_STATUSES.map((value) => ({
    value,
    title: value.slice(0, 1).toUpperCase() + value.slice(1),
  })),
] as const;

export interface FilterMenuProps {
  readonly filter: DeviceFilter;
  /** Devices that are known, of which the values are suggested. */
  readonly known: readonly DeviceItem[];
}

/** Filters by words that stand in no cell yet. */
export function FilterMenu({ filter, known }: FilterMenuProps) {
  const [open, setOpen] = useState(false);
  return (
    <IconMenu icon="filter" label="Filters" open={open} onOpenChange={setOpen}>
      <FilterForm filter={filter} known={known} onDone={() => setOpen(false)} />
    </IconMenu>
  );
}

function FilterForm({ filter, known, onDone }: FilterMenuProps & { readonly onDone: () => void }) {
  const [draft, setDraft] = useState({
    source: filter.source ?? '',
    type: filter.type ?? '',
    partition: filter.partition ?? '',
    tag: filter.tag ?? '',
  });
  const [status, setStatus] = useState<(typeof STATUSES)[number]['value']>(filter.status ?? 'any');
  const partitions = useDeviceStats(false).value?.partitions.map((one) => one.partition_id);
  const words = useMemo(() => wordsOf(known), [known]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { source, type, partition, tag } = draft;
    changeParams({
      ...{ source: source.trim(), type: type.trim(), partition: partition.trim() },
      ...{ tag: tag.trim(), status: status === 'any' ? null : status },
    });
    onDone();
  };
  const field = (key: keyof typeof draft, title: string, suggestions: readonly string[]) => (
    <Field
      title={title}
      value={draft[key]}
      suggestions={suggestions}
      onChange={(value) => setDraft((before) => ({ ...before, [key]: value }))}
    />
  );
  return (
    <form className="form filter-form" onSubmit={submit}>
      <Segments
        legend="Status"
        name="device-status"
        options={STATUSES}
        chosen={status}
        onChoose={setStatus}
      />
      {field('source', 'Seen by', words.sources)}
      {field('type', 'Type', words.types)}
      {field('partition', 'Partition', partitions ?? [])}
      {field('tag', 'Tag', words.tags)}
      <button type="submit" className="button button-primary">
        Show these
      </button>
    </form>
  );
}

function wordsOf(known: readonly DeviceItem[]) {
  const sorted = (words: readonly string[]) => [...new Set(words)].sort();
  return {
    sources: sorted(known.flatMap((one) => one.discovery_sources.map(({ source }) => source))),
    types: sorted(known.map((one) => one.device_type)),
    tags: sorted(known.flatMap((one) => one.tags)),
  };
}
