import { type FormEvent, useState } from 'react';
import type { ComponentType, ServiceType } from '../../../../src/contract/index.ts';
import { useRegistry } from '../../data/index.ts';
import { Field } from '../../forms/index.ts';
import { type Draft, requestOf } from './draft.ts';
import { NEEDED_BY_POLLERS } from './metadata.ts';

export interface DetailsStepProps {
  readonly type: ComponentType;
  readonly draft: Draft;
  /** Metadata that the server gives by itself. */
  readonly defaults: Readonly<Record<string, string>>;
  readonly onBack: () => void;
  readonly onNext: (draft: Draft) => void;
}

/** What the package needs to know. */
export function DetailsStep({ type, draft: before, defaults, onBack, onNext }: DetailsStepProps) {
  const [draft, setDraft] = useState(before);
  const [refusal, setRefusal] = useState('');
  const bind: Bind = (key) => ({
    value: draft[key] ?? '',
    onChange: (value) => setDraft({ ...draft, [key]: value }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = requestOf(type, draft);
    if ('refusal' in wanted) setRefusal(wanted.refusal);
    else onNext(draft);
  };
  return (
    <form className="form" onSubmit={submit}>
      <div className="form-pair">
        <Field
          title="Name"
          required
          placeholder={`Roof ${type}`}
          hint="For people; the id of the component is made of it."
          {...bind('label')}
        />
        {type !== 'poller' && <ParentField type={type} bind={bind} />}
        {type === 'checker' && (
          <Field title="Kind of check" required placeholder="sysmon" {...bind('checker_kind')} />
        )}
        <Field title="Site" hint="Where it will run." {...bind('site')} />
      </div>
      {type === 'poller' && <Needed bind={bind} defaults={defaults} />}
      {type === 'checker' && (
        <Field
          title="Configuration of the checker"
          lines={4}
          placeholder="{}"
          hint="A JSON object."
          {...bind('checker_config_json')}
        />
      )}
      <More bind={bind} />
      {refusal !== '' && (
        <p className="refusal" role="alert">
          {refusal}
        </p>
      )}
      <p className="form-actions">
        <button type="submit" className="button button-primary">
          Next
        </button>
        <button type="button" className="button" onClick={onBack}>
          Back
        </button>
      </p>
    </form>
  );
}

type Bind = (key: string) => {
  readonly value: string;
  readonly onChange: (value: string) => void;
};

interface BindProps {
  readonly bind: Bind;
}

function ParentField({ type, bind }: BindProps & { readonly type: ComponentType }) {
  const { value } = useRegistry({}, false);
  const parent: ServiceType = type === 'agent' ? 'poller' : 'agent';
  const known = value?.services.filter((one) => one.type === parent).map(({ id }) => id);
  return (
    <Field
      title={parent === 'poller' ? 'Poller' : 'Agent'}
      required
      suggestions={known ?? []}
      hint="To which it reports; must be registered."
      {...bind('parent_id')}
    />
  );
}

function Needed({ bind, defaults }: BindProps & Pick<DetailsStepProps, 'defaults'>) {
  return (
    <fieldset className="form">
      <legend>What a poller cannot start without</legend>
      <div className="form-pair">
        {NEEDED_BY_POLLERS.map(({ key, title, like }) => (
          <Field
            key={key}
            title={title}
            required={defaults[key] === undefined}
            placeholder={defaults[key] ?? like}
            hint={defaults[key] === undefined ? undefined : 'As configured, unless written here.'}
            {...bind(key)}
          />
        ))}
      </div>
    </fieldset>
  );
}

function More({ bind }: BindProps) {
  return (
    <details>
      <summary>More</summary>
      <div className="form">
        <div className="form-pair">
          <Field title="Id of the component" {...bind('component_id')} />
          <Field title="SPIFFE ID" {...bind('downstream_spiffe_id')} />
          <Field
            title="Join token lives, seconds"
            hint="As configured unless given."
            {...bind('join_token_ttl_seconds')}
          />
          <Field
            title="Download token lives, seconds"
            hint="As configured unless given."
            {...bind('download_token_ttl_seconds')}
          />
          <Field title="Selectors" hint="With commas between." {...bind('selectors')} />
          <Field title="Address of the data service" {...bind('datasvc_endpoint')} />
        </div>
        <Field
          title="Further metadata"
          lines={3}
          placeholder="name=value"
          hint="One a line."
          {...bind('metadata')}
        />
        <Field title="Notes" {...bind('notes')} />
      </div>
    </details>
  );
}
