import { useMemo } from 'react';
import type { TokenItem } from '../../../../src/contract/index.ts';
import { Empty, Icon } from '../../controls/index.ts';
import { type TokenOwner, useMay, useMe, useTokens } from '../../data/index.ts';
import { useKeys } from '../../keys/index.ts';
import { changeParams, usePlace, useView } from '../../location/index.ts';
import { LocalTable, SearchField } from '../../tables/index.ts';
import { ACCESS_ADMIN, ACCESS_READ, SettingsFrame, TOKENS_PART } from '../settings/index.ts';
import { holdsText } from '../storage/index.ts';
import { NewToken } from './new-token.tsx';
import { TOKEN_COLUMNS } from './token-columns.tsx';
import { TokenPanel } from './token-panel.tsx';

const create = () => changeParams({ new: 'token', open: null });

/** API tokens: those of everybody for who may see them, else the own ones. */
export function TokensPage() {
  const { params } = usePlace();
  const { live } = useView();
  const whose: TokenOwner = useMay(ACCESS_READ) ? 'all' : 'own';
  const polled = useTokens(whose, live);
  const isUser = (useMe()?.user_id ?? null) !== null;
  const isAdmin = useMay(ACCESS_ADMIN);
  const mayMake = isUser || isAdmin;
  useKeys(mayMake ? [{ keys: 'n', title: 'New API token', group: 'Settings', run: create }] : []);
  return (
    <>
      <SettingsFrame
        part={TOKENS_PART}
        polled={polled}
        actions={
          mayMake && (
            <button type="button" className="button" title="New API token (n)" onClick={create}>
              <Icon name="add" /> New token
            </button>
          )
        }
      >
        {(tokens) => <Tokens tokens={tokens} whose={whose} onChanged={polled.retry} />}
      </SettingsFrame>
      {params.new === 'token' && mayMake && (
        <NewToken onMade={polled.retry} onClose={() => changeParams({ new: null })} />
      )}
    </>
  );
}

interface TokensProps {
  readonly tokens: readonly TokenItem[];
  readonly whose: TokenOwner;
  readonly onChanged: () => void;
}

function Tokens({ tokens, whose, onChanged }: TokensProps) {
  const { params } = usePlace();
  const { search = '', open } = params;
  const found = useMemo(
    () =>
      tokens.filter(({ name, username, scopes }) =>
        holdsText([name, username ?? '', ...scopes], search),
      ),
    [tokens, search],
  );
  const opened = tokens.find(({ id }) => id === open);
  return (
    <div className="with-panel">
      <LocalTable
        name="tokens"
        label="API tokens"
        noun={['token', 'tokens']}
        columns={TOKEN_COLUMNS}
        rows={found}
        rowKey={({ id }) => id}
        usualSort={{ key: 'created_at', descending: true }}
        searched={search !== ''}
        empty={<NoToken any={tokens.length > 0} />}
        onOpen={({ id }) => changeParams({ open: id }, { replace: open !== undefined })}
        opened={open}
        primary
      >
        <SearchField label="Search tokens" placeholder="Name, user or scope" />
        {whose === 'own' && <span className="note">Your own tokens.</span>}
      </LocalTable>
      {opened !== undefined && (
        <TokenPanel
          key={opened.id}
          token={opened}
          whose={whose}
          onClose={() => changeParams({ open: null })}
          onChanged={onChanged}
        />
      )}
    </div>
  );
}

function NoToken({ any }: { readonly any: boolean }) {
  if (any) {
    return (
      <Empty title="No token matches">
        <button
          type="button"
          className="link-button"
          onClick={() => changeParams({ search: null, 'tokens.only': null })}
        >
          Show all tokens
        </button>
      </Empty>
    );
  }
  return (
    <Empty title="There is no API token" command={'curl -H "Authorization: Bearer radar_…"'}>
      Programs send one instead of a password, such as a collector that stores rows. Make one, and
      send it like this:
    </Empty>
  );
}
