import type { NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReadinessReport } from '../../src/contract/index.ts';
import { createNatsServer, describeWithNats, type NatsServer } from '../support/nats.ts';
import { type Ground, launch, makeGround, type Program, startProgram } from '../support/program.ts';
import { chooseSeed, seededRandom } from '../support/random.ts';
import { until } from '../support/until.ts';
import { endByForce, serverPid } from './kill.ts';
import { BrokerProducer, connectToBroker } from './write-load/broker-producer.ts';
import { WriteLoad } from './write-load/load.ts';

/** `npm run prove:writes` runs what was promised; an ordinary run has fewer rounds of the same. */
const PROVE = process.env.RADARSTORE_PROVE === '1';
const ROUNDS = PROVE ? 32 : 3;

const PLACE = { stream: 'load', subject: 'load.cpu', consumer: 'radarstore' };
const flagsOf = ({ dataDir }: Ground) => ['--data-dir', dataDir, '--no-host-receiver-enabled'];

const seed = chooseSeed();
const random = seededRandom(seed);

describeWithNats(`kill -9 at moments of seed ${seed}, under load by a broker`, (nats) => {
  let ground: Ground;
  let broker: NatsServer;
  let connection: NatsConnection;
  let program: Program;
  let load: WriteLoad;
  let kills = 0;

  beforeAll(async () => {
    ground = await makeGround();
    broker = await createNatsServer(nats);
    program = await start();
    await until('the store has made its stream', receives, 20_000);
    connection = await connectToBroker(broker.url);
    const place = { ...PLACE, url: broker.url };
    const since = (Date.now() - 3_600_000) * 1_000;
    load = new WriteLoad(
      ['load:10.1.0.1', 'load:10.1.0.2'].map(
        (deviceId) => new BrokerProducer({ deviceId, since, random, connection, place }),
      ),
    );
    load.start();
  });

  afterAll(async () => {
    await program?.kill();
    await connection?.close();
    await broker?.close();
    await ground?.close();
    console.log(`${kills} kills with seed ${seed}: ${load.acknowledged} rows taken by the broker`);
  });

  describe('every row that the broker acknowledged is stored, once,', { timeout: 900_000 }, () => {
    test(`after ${ROUNDS} kills of broker, program and database in turn`, async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        await load.more(random);
        kills += 1;
        if (round % 3 === 0) {
          await broker.kill();
          await broker.start();
        } else if (round % 3 === 1) {
          await program.kill();
          program = await start();
        } else {
          endByForce(await serverPid(program));
        }
      }
      await load.more(random);
      expect(await load.faults(ground.dataDir)).toEqual([]);
    });

    test('after the program ended when rows were committed and the broker not yet told', async () => {
      for (let round = 0; round < (PROVE ? 5 : 1); round += 1) {
        await program.kill();
        // It may end before it is ready, so that is not waited for.
        const args = ['serve', '--http-port', '0', ...flagsOf(ground)];
        const environment = { ...settings(), RADAR_FAILPOINT: `ack@${1 + random(5)}` };
        const doomed = launch({ args, environment });
        // It recovers the database first, and then what the broker has delivered to the one before.
        await until('the failpoint is met', () => !doomed.running(), 120_000);
        expect(await doomed.ended()).toBe('SIGKILL');
        kills += 1;
        program = await start();
      }
      await load.more(random);
      expect(await load.faults(ground.dataDir)).toEqual([]);
    });

    test('after the last message and a clean stop', async () => {
      await load.stop();
      expect(await load.faults(ground.dataDir)).toEqual([]);
      await program.stop();
    });
  });

  const start = () => startProgram({ args: flagsOf(ground), environment: settings() });

  const settings = () => ({
    RADARSTORE_NATS_SERVERS: broker.url,
    RADARSTORE_NATS_STREAMS: PLACE.stream,
    RADARSTORE_NATS_CONSUMER: PLACE.consumer,
    RADARSTORE_NATS_ROUTES: `${PLACE.subject}=cpu_metrics`,
    RADARSTORE_NATS_CREATE_STREAM: 'true',
    // What nobody answered comes again within a test's patience.
    RADARSTORE_NATS_ACK_WAIT: '1s',
    RADARSTORE_NATS_NAK_DELAY: '100ms',
  });

  async function receives(): Promise<boolean> {
    const report = await program.json<ReadinessReport>('/readyz');
    const check = report.checks.find((one) => one.name === 'nats_receiver');
    return check?.state === 'ok';
  }
});
