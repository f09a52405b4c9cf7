import { nkeys } from '@nats-io/transport-node';

/*
 * An operator of NATS as `nsc` makes one: a broker that believes it needs to know no user by name,
 * since each shows a token that its account has signed.
 */

type KeyPair = ReturnType<typeof nkeys.createUser>;

/** An account of an operator, and users of it. */
export interface NatsAccount {
  /** For the configuration file of a broker that has this account alone. */
  readonly configuration: string;
  /** The text of a credentials file of a new user. */
  credentials(options?: UserOptions): string;
}

export interface UserOptions {
  /** When the broker lets it in no longer, seconds since 1970; absent: never. */
  readonly expires?: number;
  /** Subjects that it may publish to; absent: all. */
  readonly publish?: readonly string[];
}

const UNLIMITED = -1;
const NO_LIMITS = Object.fromEntries(
  ['subs', 'data', 'payload', 'imports', 'exports', 'conn', 'leaf']
    .concat(['mem_storage', 'disk_storage', 'streams', 'consumer', 'max_ack_pending'])
    .map((name) => [name, UNLIMITED]),
);

/** Makes an operator with an account that may do everything, and one of the system. */
export function createNatsAccount(): NatsAccount {
  const [operator, account, system] = [
    nkeys.createOperator(),
    nkeys.createAccount(),
    nkeys.createAccount(),
  ];
  const limits = { ...NO_LIMITS, wildcards: true };
  const accountToken = (pair: KeyPair, more: object) =>
    token(pair, operator, {
      nats: { type: 'account', version: 2, limits: { ...limits, ...more } },
    });
  const ofOperator = { type: 'operator', version: 2, system_account: system.getPublicKey() };
  // The account of the system has no streams.
  const noStreams = { mem_storage: 0, disk_storage: 0, streams: 0, consumer: 0 };
  return {
    configuration: [
      `operator: ${token(operator, operator, { nats: ofOperator })}`,
      'resolver: MEMORY',
      'resolver_preload: {',
      `  ${account.getPublicKey()}: ${accountToken(account, {})}`,
      `  ${system.getPublicKey()}: ${accountToken(system, noStreams)}`,
      '}',
    ].join('\n'),
    credentials({ expires, publish } = {}) {
      const user = nkeys.createUser();
      const rights = publish === undefined ? {} : { pub: { allow: publish } };
      const nats = { type: 'user', version: 2, subs: -1, data: -1, payload: -1, ...rights };
      const claims = expires === undefined ? { nats } : { nats, exp: expires };
      const seed = Buffer.from(user.getSeed()).toString();
      return [
        part('NATS USER JWT', token(user, account, claims)),
        part('USER NKEY SEED', seed),
      ].join('\n');
    },
  };
}

function part(name: string, text: string): string {
  return `-----BEGIN ${name}-----\n${text}\n------END ${name}------\n`;
}

/** What the issuer says of the subject, signed. */
function token(subject: KeyPair, issuer: KeyPair, claims: object): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = {
    jti: subject.getPublicKey(),
    iat: 1_767_225_600,
    iss: issuer.getPublicKey(),
    name: 'test',
    sub: subject.getPublicKey(),
    ...claims,
  };
  const signed = `${encode({ typ: 'JWT', alg: 'ed25519-nkey' })}.${encode(body)}`;
  const signature = Buffer.from(issuer.sign(Buffer.from(signed))).toString('base64url');
  return `${signed}.${signature}`;
}
