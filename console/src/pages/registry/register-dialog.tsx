import { type FormEvent, useState } from 'react';
import {
  type RegistryRegistration,
  type RegistryService,
  SERVICE_TYPES,
  type ServiceType,
} from '../../../../src/contract/index.ts';
import { announce, Dialog } from '../../controls/index.ts';
import { registerService, type ServiceName } from '../../data/index.ts';
import { Field, Refusal, Segments, useDeed } from '../../forms/index.ts';
import { changeParams, usePlace } from '../../location/index.ts';
import { sentenceCase } from './service-state.tsx';

export interface RegisterDialogProps {
  /** Those that are known, of which one may be the parent. */
  readonly services: readonly RegistryService[];
  readonly onClose: () => void;
  readonly onRegistered: (name: ServiceName) => void;
}

type Draft = Required<
  Pick<
    RegistryRegistration,
    'id' | 'poller_id' | 'agent_id' | 'checker_kind' | 'component_id' | 'spiffe_identity'
  >
>;

const EMPTY: Draft = {
  id: '',
  poller_id: '',
  agent_id: '',
  checker_kind: '',
  component_id: '',
  spiffe_identity: '',
};

/** Makes a service known before its first report. The address says of which kind. */
export function RegisterDialog({ services, onClose, onRegistered }: RegisterDialogProps) {
  const { params } = usePlace();
  const type: ServiceType = SERVICE_TYPES.find((one) => one === params.register) ?? 'poller';
  const [draft, setDraft] = useState(EMPTY);
  const { busy, fault, run } = useDeed();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const { id } = await registerService(type, registrationOf(type, draft));
      announce(`Registered ${type} ${id}`);
      onRegistered({ type, id });
    });
  };
  return (
    <Dialog title="Register a service" className="dialog-form" onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <Segments
          legend="Kind"
          name="register-type"
          options={SERVICE_TYPES.map((value) => ({ value, title: sentenceCase(value) }))}
          chosen={type}
          onChoose={(value) => changeParams({ register: value }, { replace: true })}
        />
        <Fields type={type} draft={draft} onDraft={setDraft} services={services} />
        <Refusal fault={fault} />
        <p className="form-actions">
          <button type="submit" className="button button-primary" disabled={busy}>
            Register
          </button>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
        </p>
      </form>
    </Dialog>
  );
}

/** What is empty, or no matter of the type, is left out. */
function registrationOf(type: ServiceType, draft: Draft): RegistryRegistration {
  const { id, ...rest } = draft;
  const foreign = {
    poller: ['poller_id', 'agent_id'],
    agent: ['agent_id'],
    checker: ['poller_id'],
  };
  const given = Object.entries(rest)
    .map(([name, value]) => [name, value.trim()] as const)
    .filter(([name, value]) => value !== '' && !foreign[type].includes(name))
    .filter(([name]) => name !== 'checker_kind' || type === 'checker');
  return { id: id.trim(), ...Object.fromEntries(given) };
}

interface FieldsProps {
  readonly type: ServiceType;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly services: readonly RegistryService[];
}

function Fields({ type, draft, onDraft, services }: FieldsProps) {
  const bind = (key: keyof Draft) => ({
    value: draft[key],
    onChange: (value: string) => onDraft({ ...draft, [key]: value }),
  });
  const ids = (of: ServiceType) => services.filter((one) => one.type === of).map(({ id }) => id);
  return (
    <>
      <Field title="Id" required hint="Pending until its first report." {...bind('id')} />
      {type === 'agent' && (
        <Field title="Poller" required suggestions={ids('poller')} {...bind('poller_id')} />
      )}
      {type === 'checker' && (
        <>
          <Field title="Agent" required suggestions={ids('agent')} {...bind('agent_id')} />
          <Field title="Kind of check" required placeholder="snmp" {...bind('checker_kind')} />
        </>
      )}
      <details>
        <summary>More</summary>
        <div className="form">
          <Field
            title="Component"
            hint="Its name in the deployment; the id unless given."
            {...bind('component_id')}
          />
          <Field
            title="SPIFFE ID"
            placeholder="spiffe://example.org/edge-1"
            {...bind('spiffe_identity')}
          />
        </div>
      </details>
    </>
  );
}
