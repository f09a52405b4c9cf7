import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { DeviceItem } from '../../../src/contract/index.ts';
import { Dialog, Icon } from '../controls/index.ts';
import { Fault, searchDevices } from '../data/index.ts';
import { devicePath, useHref } from '../location/index.ts';
import { type Command, commandsOf, matchCommands, pageCommand } from './commands.ts';
import { useLogOut } from './log-out.ts';
import { useRooms } from './rooms.ts';

export interface PaletteProps {
  readonly hostPath: string | undefined;
  readonly onClose: () => void;
  readonly onHelp: () => void;
}

/** Typing rests this long before the server is asked. */
const PAUSE_MS = 120;

/** One field for everything: pages, devices and actions. */
export function Palette({ hostPath, onClose, onHelp }: PaletteProps) {
  const href = useHref();
  const [text, setText] = useState('');
  const [index, setIndex] = useState(0);
  const { devices, failed } = useDeviceSearch(text);
  const { rooms, inner } = useRooms();
  const onLogOut = useLogOut();
  const commands = useMemo(
    () => commandsOf({ href, hostPath, onHelp, rooms, inner, onLogOut }),
    [href, hostPath, onHelp, rooms, inner, onLogOut],
  );
  const shown = [
    ...devices.map((device) => deviceCommand(device, href)),
    ...matchCommands(commands, text),
  ];
  const active = Math.min(index, shown.length - 1);
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    onClose();
    command.run();
  };
  const press = (event: KeyboardEvent) => {
    const distance = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (distance !== undefined) setIndex((active + distance + shown.length) % shown.length);
    else if (event.key === 'Enter') openOrRun(event, shown[active], run);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title="Search" bare onClose={onClose} className="palette">
      <div className="palette-field">
        <Icon name="search" />
        <input
          autoFocus
          role="combobox"
          aria-label="Search devices, pages and actions"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-autocomplete="list"
          aria-activedescendant={active < 0 ? undefined : `palette-${active}`}
          placeholder="Search devices, pages, actions"
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setIndex(0);
          }}
          onKeyDown={press}
        />
        <kbd>Esc</kbd>
      </div>
      <PaletteList shown={shown} active={active} onRun={run} />
      {shown.length === 0 && <p className="palette-note">Nothing is called “{text}”.</p>}
      {failed !== undefined && <p className="palette-note">Devices: {failed.message}</p>}
    </Dialog>
  );
}

/** Enter goes there; with Ctrl or ⌘ in a new tab. */
function openOrRun(
  event: KeyboardEvent,
  command: Command | undefined,
  run: (command: Command | undefined) => void,
): void {
  const newTab = event.ctrlKey || event.metaKey;
  if (newTab && command?.href !== undefined) window.open(command.href, '_blank', 'noopener');
  else run(command);
}

interface PaletteListProps {
  readonly shown: readonly Command[];
  readonly active: number;
  readonly onRun: (command: Command) => void;
}

function PaletteList({ shown, active, onRun }: PaletteListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`#palette-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div className="palette-list" id="palette-list" role="listbox" aria-label="Results" ref={list}>
      {shown.map((command, index) => (
        <div key={command.id} role="presentation">
          {shown[index - 1]?.kind !== command.kind && (
            <div className="palette-kind" role="presentation">
              {command.kind}
            </div>
          )}
          <button
            type="button"
            id={`palette-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className="palette-item"
            onClick={() => onRun(command)}
          >
            <Icon name={command.icon} />
            <span className="palette-title">{command.title}</span>
            <span className="palette-detail">{command.detail}</span>
          </button>
        </div>
      ))}
    </div>
  );
}

function deviceCommand(device: DeviceItem, href: (path: string) => string): Command {
  const { device_id, hostname, ip } = device;
  const detail = hostname === null ? (ip ?? '') : device_id;
  const page = { title: hostname ?? device_id, icon: 'devices', detail } as const;
  return pageCommand(page, href(devicePath(device_id)), 'Devices');
}

/** Devices that match what was typed, once the typing rests. */
function useDeviceSearch(text: string) {
  const [devices, setDevices] = useState<readonly DeviceItem[]>([]);
  const [failed, setFailed] = useState<Fault | undefined>(undefined);
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === '') return setDevices([]);
    const abort = new AbortController();
    const timer = setTimeout(() => {
      searchDevices(wanted, abort.signal).then(
        (found) => {
          setDevices(found);
          setFailed(undefined);
        },
        (cause: unknown) => {
          if (!abort.signal.aborted && cause instanceof Fault) setFailed(cause);
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);
  return { devices, failed };
}
