import { useState } from 'react';
import type { DeviceDetail } from '../../../../src/contract/index.ts';
import { announce, Dialog } from '../../controls/index.ts';
import { deleteDevice, useMay } from '../../data/index.ts';
import { Refusal, useDeed } from '../../forms/index.ts';
import { navigate, useHref } from '../../location/index.ts';

/** Hides the device after a question; the server's answer is read back before anybody is told. */
export function DeleteDevice({ device }: { readonly device: DeviceDetail }) {
  const [asked, ask] = useState(false);
  const { busy, fault, run } = useDeed();
  const href = useHref();
  const may = useMay({ permission: 'devices:write' });
  if (!may) return null;
  const name = device.hostname ?? device.device_id;
  const go = () =>
    run(async () => {
      await deleteDevice(device.device_id);
      announce(`The server confirmed: ${name} is deleted`);
      navigate(href('/devices'), { replace: true });
    });
  return (
    <>
      <button type="button" className="button" onClick={() => ask(true)}>
        Delete
      </button>
      {asked && (
        <Dialog title={`Delete ${name}?`} className="dialog-form" onClose={() => ask(false)}>
          <div className="form">
            <p>
              The device is hidden as of now; its history stays. Whatever observes it after this
              brings it back, with the first time it was seen.
            </p>
            <Refusal fault={fault} />
            <p className="form-actions">
              <button
                type="button"
                className="button button-primary"
                disabled={busy}
                onClick={() => void go()}
              >
                Delete the device
              </button>
              <button type="button" className="button" data-first onClick={() => ask(false)}>
                Leave it
              </button>
            </p>
          </div>
        </Dialog>
      )}
    </>
  );
}
