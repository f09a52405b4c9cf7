import { useState } from 'react';
import { Facts, Icon, Instant, Popover } from '../controls/index.ts';
import { useMe } from '../data/index.ts';
import { useHref } from '../location/index.ts';
import { useLogOut } from './log-out.ts';

/** Who is logged in, and the way out; nothing where everybody is let in. */
export function AccountMenu() {
  const [open, setOpen] = useState(false);
  const me = useMe();
  const href = useHref();
  const onLogOut = useLogOut();
  if (me === undefined || onLogOut === undefined) return null;
  const { actor, roles, partitions } = me;
  return (
    <Popover
      label="Your account"
      align="end"
      open={open}
      onOpenChange={setOpen}
      trigger={(attributes) => (
        <button
          type="button"
          className="button account-button"
          aria-label={`Account: ${actor}`}
          title={`Logged in as ${actor}`}
          {...attributes}
        >
          <Icon name="user" />
          <span className="account-name">{actor}</span>
        </button>
      )}
    >
      <div className="account-sheet">
        <Facts
          facts={[
            { name: 'Name', value: actor },
            { name: 'Roles', value: roles.join(', ') || 'none' },
            { name: 'Partitions', value: partitions?.join(', ') ?? 'all' },
            { name: 'Session ends', value: <Instant at={me.session_expires_at} /> },
          ]}
        />
        <div className="menu">
          <a
            className="menu-item"
            href={href('/settings/account')}
            onClick={() => setOpen(false)}
            data-first
          >
            <Icon name="settings" /> Password and account
          </a>
          <button type="button" className="menu-item" onClick={onLogOut}>
            <Icon name="close" /> Log out
          </button>
        </div>
      </div>
    </Popover>
  );
}
