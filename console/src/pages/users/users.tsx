import { useMemo } from 'react';
import type { UserItem } from '../../../../src/contract/index.ts';
import { Empty, Icon } from '../../controls/index.ts';
import { useCurl, useMay, useUsers } from '../../data/index.ts';
import { useKeys } from '../../keys/index.ts';
import { changeParams, usePlace, useView } from '../../location/index.ts';
import { LocalTable, SearchField } from '../../tables/index.ts';
import { ACCESS_ADMIN, SettingsFrame, USERS_PART } from '../settings/index.ts';
import { holdsText } from '../storage/index.ts';
import { NewUser } from './new-user.tsx';
import { USER_COLUMNS } from './user-columns.tsx';
import { UserPanel } from './user-panel.tsx';
import { nameOf } from './user-state.tsx';

const create = () => changeParams({ new: 'user', open: null });

/** Who may log in, and what they may do. */
export function UsersPage() {
  const { params } = usePlace();
  const { live } = useView();
  const polled = useUsers(live);
  const mayChange = useMay(ACCESS_ADMIN);
  useKeys(mayChange ? [{ keys: 'n', title: 'New user', group: 'Settings', run: create }] : []);
  return (
    <>
      <SettingsFrame
        part={USERS_PART}
        polled={polled}
        actions={
          mayChange && (
            <button type="button" className="button" title="New user (n)" onClick={create}>
              <Icon name="add" /> New user
            </button>
          )
        }
      >
        {(users) => <Users users={users} onChanged={polled.retry} />}
      </SettingsFrame>
      {params.new === 'user' && mayChange && (
        <NewUser onMade={polled.retry} onClose={() => changeParams({ new: null })} />
      )}
    </>
  );
}

interface UsersProps {
  readonly users: readonly UserItem[];
  readonly onChanged: () => void;
}

function Users({ users, onChanged }: UsersProps) {
  const { params } = usePlace();
  const { search = '', open } = params;
  const found = useMemo(
    () => users.filter((user) => holdsText([nameOf(user), user.email ?? ''], search)),
    [users, search],
  );
  const opened = users.find(({ id }) => id === open);
  return (
    <div className="with-panel">
      <LocalTable
        name="users"
        label="Users"
        noun={['user', 'users']}
        columns={USER_COLUMNS}
        rows={found}
        rowKey={({ id }) => id}
        usualSort={{ key: 'name', descending: false }}
        searched={search !== ''}
        empty={<NoUser any={users.length > 0} />}
        onOpen={({ id }) => changeParams({ open: id }, { replace: open !== undefined })}
        opened={open}
        primary
      >
        <SearchField label="Search users" placeholder="Name or e-mail address" />
      </LocalTable>
      {opened !== undefined && (
        <UserPanel
          key={opened.id}
          user={opened}
          onClose={() => changeParams({ open: null })}
          onChanged={onChanged}
        />
      )}
    </div>
  );
}

function NoUser({ any }: { readonly any: boolean }) {
  const command = useCurl('/api/admin/users', { username: 'vera', roles: ['viewer'] });
  if (any) {
    return (
      <Empty title="No user matches">
        <button
          type="button"
          className="link-button"
          onClick={() => changeParams({ search: null, 'users.only': null })}
        >
          Show all users
        </button>
      </Empty>
    );
  }
  return (
    <Empty title="There is no user" command={command}>
      Where authentication is on, the first start makes an admin. Make one above, or by a command:
    </Empty>
  );
}
