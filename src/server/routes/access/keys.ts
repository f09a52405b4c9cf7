import { KeySet, OpenIdConfiguration } from '../../../contract/index.ts';
import { ALGORITHM } from '../../../inventory/index.ts';
import type { App, ServerParts } from '../../parts.ts';
import { NoQuery, named, readAnswers } from '../../schema/index.ts';
import { controlOf } from './scope.ts';

const tags = ['access'];
const querystring = NoQuery;
const config = { permission: 'public' } as const;

/** Routes by which others verify our access tokens. */
export function keyRoutes(app: App, parts: ServerParts): void {
  const keySet = {
    tags,
    querystring,
    operationId: 'keySet',
    summary: 'Public keys that verify access tokens',
    response: readAnswers(named(KeySet, 'a JSON Web Key Set')),
  };
  app.get('/auth/jwks.json', { schema: keySet, config }, async () => ({
    keys: [...(await controlOf(parts).publicKeys())] as KeySet['keys'],
  }));
  const configuration = {
    tags,
    querystring,
    operationId: 'openIdConfiguration',
    summary: 'Where the keys and tokens are',
    response: readAnswers(named(OpenIdConfiguration, 'the addresses')),
  };
  app.get(
    '/.well-known/openid-configuration',
    { schema: configuration, config },
    async (request) => {
      const { issuer } = controlOf(parts);
      const here = `${request.protocol}://${request.host}`;
      const base = URL.canParse(issuer) ? issuer.replace(/\/+$/, '') : here;
      return {
        issuer,
        jwks_uri: `${base}/auth/jwks.json`,
        token_endpoint: `${base}/auth/login`,
        id_token_signing_alg_values_supported: [ALGORITHM],
        response_types_supported: ['token'],
        subject_types_supported: ['public'],
      };
    },
  );
}
