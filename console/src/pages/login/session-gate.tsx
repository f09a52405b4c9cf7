import { Fragment, type ReactNode } from 'react';
import { Failure, Progress } from '../../controls/index.ts';
import { isAnonymous, useMe, useSession } from '../../data/index.ts';
import { ChoosePassword } from './choose-password.tsx';
import { Entrance } from './entrance.tsx';
import { Login } from './login.tsx';

/**
 * Lets only those see the console whom the server knows, where it asks for that. The address stays as
 * it is: who has logged in is where the link led.
 */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const { busy, fault, retry } = useSession();
  const me = useMe();
  if (me === undefined) {
    return (
      <Entrance title="radarstore">
        <Progress busy={busy} />
        {fault !== undefined && <Failure fault={fault} retry={retry} />}
      </Entrance>
    );
  }
  if (isAnonymous(me)) return <Login />;
  if (me.must_change_password) return <ChoosePassword me={me} />;
  // Of somebody else nothing may stay on the screen, such as after a log-in in another tab.
  return <Fragment key={me.user_id}>{children}</Fragment>;
}
