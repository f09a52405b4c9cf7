import type { UserItem } from '../../../../src/contract/index.ts';
import { ExactInstant, Facts, Instant, Panel, useNow } from '../../controls/index.ts';
import { useMay } from '../../data/index.ts';
import { DASH, formatCount } from '../../format/index.ts';
import { useHref } from '../../location/index.ts';
import { ACCESS_ADMIN } from '../settings/index.ts';
import { UserActions } from './user-actions.tsx';
import { nameOf, UserStateMark } from './user-state.tsx';

export interface UserPanelProps {
  readonly user: UserItem;
  readonly onClose: () => void;
  /** It was changed; the list is to be read again. */
  readonly onChanged: () => void;
}

/** One user: what is known, and what an admin can do. */
export function UserPanel({ user, onClose, onChanged }: UserPanelProps) {
  const href = useHref();
  const nowMs = useNow();
  const mayChange = useMay(ACCESS_ADMIN);
  const name = nameOf(user);
  const yesNo = user.must_change_password ? 'Must be changed at the next log-in' : 'Set';
  return (
    <Panel title={name} onClose={onClose}>
      <p className="panel-lead">
        <UserStateMark user={user} nowMs={nowMs} />
      </p>
      {mayChange && <UserActions user={user} onChanged={onChanged} />}
      <Facts
        facts={[
          { name: 'Name', value: user.username ?? DASH },
          { name: 'E-mail', value: user.email ?? DASH },
          { name: 'Roles', value: user.roles.join(', ') || 'none' },
          { name: 'Partitions', value: user.partitions?.join(', ') ?? 'all' },
          { name: 'Logs in by', value: user.provider === 'local' ? 'password' : user.provider },
          { name: 'Password', value: user.has_password ? yesNo : 'None' },
          { name: 'Last log-in', value: <Instant at={user.last_login_at} /> },
          { name: 'Wrong passwords in a row', value: formatCount(user.failed_attempts) },
          { name: 'Locked until', value: <ExactInstant at={user.locked_until} /> },
          { name: 'Made', value: <ExactInstant at={user.created_at} /> },
          { name: 'Changed', value: <ExactInstant at={user.updated_at} /> },
          {
            name: 'What happened',
            value: (
              <a href={href('/settings/access-events', { subject: name })}>Events of this user</a>
            ),
          },
        ]}
      />
    </Panel>
  );
}
