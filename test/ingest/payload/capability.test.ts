import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../../src/core/index.ts';
import { type PayloadKind, rowsOfPayload } from '../../../src/ingest/payload/index.ts';
import { CONTEXT, RECEIVED, SAMPLES } from './samples.ts';

const checksOf = (kind: PayloadKind, payload: unknown, context: object = {}) =>
  rowsOfPayload(kind, payload, { ...CONTEXT, ...context }).rows.device_capabilities ?? [];

const pollsOf = (payload: unknown) => rowsOfPayload('sysmon', payload, CONTEXT).polls;

const POLL = {
  deviceId: 'east:192.0.2.10',
  hostIp: '192.0.2.10',
  hostId: 'web-1',
  pollerId: 'poller-1',
  agentId: 'agent-1',
  serviceName: 'gateway',
  receivedAt: RECEIVED,
};

describe('what a payload tells of capabilities', () => {
  test('is, of a ping, whether the agent got an answer, each time', () => {
    expect(checksOf('icmp', SAMPLES.icmp)).toMatchObject([
      {
        device_id: 'serviceradar:agent:agent-1',
        capability: 'icmp',
        service_id: 'gateway',
        service_type: 'icmp',
        state: 'ok',
        last_checked: RECEIVED,
        last_success: RECEIVED,
        last_failure: null,
        metadata: { target_host: '192.0.2.1', collector_ip: '192.0.2.9' },
      },
    ]);
    const [lost] = checksOf('icmp', { host: '192.0.2.1', available: false, packet_loss: 100 });
    expect(lost).toMatchObject({ state: 'failed', last_failure: RECEIVED, last_success: null });
    expect(lost?.failure_reason).toBe('unavailable');
    expect(checksOf('icmp', { host: '192.0.2.1', available: true }, { agentId: null })).toEqual([]);
  });

  test('is, of an SNMP poll, whether the target answered, by the time of that poll', () => {
    const polled = RECEIVED - 30_000_000;
    const poll = (more: object) =>
      checksOf('snmp', {
        switch: { host_ip: '192.0.2.20', last_poll: formatInstant(polled), ...more },
      });
    const [up] = poll({ available: true, oid_status: {} });
    expect(up).toMatchObject({
      device_id: 'east:192.0.2.20',
      capability: 'snmp',
      service_id: 'gateway',
      state: 'ok',
      last_checked: polled,
      metadata: { poller_id: 'poller-1', agent_id: 'agent-1' },
    });
    const [down] = poll({ available: false, error: 'no such community' });
    expect(down).toMatchObject({ state: 'failed', failure_reason: 'no such community' });
    expect(poll({ available: true, oid_status: {} })).toEqual([up]);
    expect(poll({ oid_status: {} })).toEqual([]);
  });

  test('is, of sysmon, that it works with each sample; of a poll without one the host is told', () => {
    const host = { host_ip: '192.0.2.10', host_id: 'web-1' };
    expect(checksOf('sysmon', SAMPLES.sysmon)).toMatchObject([
      {
        device_id: 'east:192.0.2.10',
        capability: 'sysmon',
        state: 'ok',
        last_success: RECEIVED - 5e6,
      },
    ]);
    for (const payload of [
      { available: false, status: host },
      { available: true, status: { ...host, cpus: [] } },
    ]) {
      expect(checksOf('sysmon', payload)).toEqual([]);
      expect(pollsOf(payload)).toEqual([{ ...POLL, sampled: false }]);
    }
    expect(pollsOf(SAMPLES.sysmon)).toEqual([{ ...POLL, sampled: true }]);
    expect(pollsOf({ available: false })).toEqual([]);
    expect(pollsOf({ available: false, status: { host_ip: 'unknown' } })).toEqual([]);
    expect(pollsOf({ status: { host_ip: 'unknown', cpus: [{ core_id: 0 }] } })).toEqual([]);
  });
});
