import { useMay, useMe, useUsers } from '../../data/index.ts';
import { ChoiceField, Refusal } from '../../forms/index.ts';
import { ACCESS_READ } from '../settings/index.ts';
import { NOBODY, ownersOf } from './owners.ts';

export interface OwnerFieldProps {
  /** Id of a user, or that it is nobody's. */
  readonly chosen: string;
  readonly onChoose: (owner: string) => void;
}

/** Whose a token is to be: of any user, for who may see them. */
export function OwnerField(props: OwnerFieldProps) {
  return useMay(ACCESS_READ) ? <AnyOwner {...props} /> : <Owner {...props} users={[]} />;
}

function AnyOwner(props: OwnerFieldProps) {
  const { value, fault } = useUsers(false);
  return (
    <>
      <Owner {...props} users={value ?? []} />
      <Refusal fault={fault} />
    </>
  );
}

type OwnerProps = OwnerFieldProps & { readonly users: Parameters<typeof ownersOf>[1] };

function Owner({ chosen, onChoose, users }: OwnerProps) {
  const choices = ownersOf(useMe(), users);
  const isNobodys = chosen === NOBODY;
  return (
    <ChoiceField
      title="Whose"
      choices={choices}
      chosen={chosen}
      onChoose={onChoose}
      hint={
        isNobodys
          ? 'It grants what is chosen below, whatever becomes of any user.'
          : 'It grants at most what its user may at the time, and nothing once the user is disabled.'
      }
    />
  );
}
