import { useState } from 'react';
import { Icon, IconMenu } from '../../controls/index.ts';
import { type DeviceFilter, exportAddress } from '../../data/index.ts';

/** Files of every device that the filter keeps, also of those that nobody has scrolled to. */
export function ExportMenu({ filter }: { readonly filter: DeviceFilter }) {
  const [open, setOpen] = useState(false);
  const file = (format: 'csv' | 'ndjson', title: string) => (
    <a
      className="menu-item"
      href={exportAddress(filter, format)}
      download={`devices.${format}`}
      onClick={() => setOpen(false)}
    >
      <Icon name="download" /> {title}
    </a>
  );
  return (
    <IconMenu
      icon="download"
      label="Export"
      title="Export all that match"
      open={open}
      onOpenChange={setOpen}
    >
      <div className="menu">
        {file('csv', 'All that match as CSV')}
        {file('ndjson', 'All that match as NDJSON')}
      </div>
    </IconMenu>
  );
}
