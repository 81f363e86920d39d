// A certified OpenID provider for the tests, with one client, a few people, and a wrench for its tokens: what the test asks for (POST /test/fault) is wrong in
// the next ID tokens and everything else is right. They stay signed with the provider's own key, unless the key is the fault.
import { generateKeyPairSync } from 'node:crypto';
import { exportJWK, importJWK, SignJWT, decodeJwt } from 'jose';
import { Provider } from 'oidc-provider';

const { PORT, CONSOLE, PEOPLE, KEY_ID } = process.env;
const issuer = `http://127.0.0.1:${PORT}`;
const client = { client_id: 'adminconsole', client_secret: 'a secret: of the tests' };
const people = JSON.parse(PEOPLE);
const newKey = async kid => ({ ...await exportJWK(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey), kid, alg: 'RS256', use: 'sig' });
const key = await newKey(KEY_ID);
const anotherKey = await newKey(KEY_ID);
let fault = '';
let lastCode = '';

const provider = new Provider(issuer, {
  clients: [{ ...client, redirect_uris: [`${CONSOLE}/sign-in/callback`], post_logout_redirect_uris: [`${CONSOLE}/sign-in`] }],
  jwks: { keys: [key] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
  findAccount: (_, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
  cookies: { keys: ['tests'] },
  ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 3600, Grant: 3600 },
  // Nobody is asked to consent: the client is the house's own.
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid profile email');
    await grant.save();
    return grant;
  },
});

const now = () => Math.floor(Date.now() / 1000);
const wrong = {
  nonce: claims => ({ ...claims, nonce: 'of another sign-in' }),
  'no-nonce': ({ nonce, ...claims }) => claims,
  audience: claims => ({ ...claims, aud: 'another-application' }),
  issuer: claims => ({ ...claims, iss: 'https://another.example' }),
  expired: claims => ({ ...claims, iat: now() - 7200, exp: now() - 3600 }),
  'expired-a-moment-ago': claims => ({ ...claims, iat: now() - 600, exp: now() - 30 }),
  'at-hash': claims => ({ ...claims, at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }),
  'old-auth-time': claims => ({ ...claims, auth_time: now() - 3600 }),
  'no-auth-time': ({ auth_time, ...claims }) => claims,
};

async function forge(token) {
  const claims = decodeJwt(token);
  const part = value => Buffer.from(JSON.stringify(value)).toString('base64url');
  if (fault === 'none') return `${part({ alg: 'none' })}.${part(claims)}.`;
  if (fault === 'unsigned') return `${token.split('.').slice(0, 2).join('.')}.`;
  if (fault === 'hs256') return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: KEY_ID }).sign(new TextEncoder().encode(client.client_secret.padEnd(32)));
  const signer = await importJWK(fault === 'another-key' ? anotherKey : key, 'RS256');
  return new SignJWT((wrong[fault] ?? (same => same))(claims)).setProtectedHeader({ alg: 'RS256', kid: KEY_ID }).sign(signer);
}

provider.use(async (ctx, next) => {
  if (ctx.path === '/test/fault') {
    fault = ctx.query.is ?? '';
    ctx.body = 'ok';
    return;
  }
  if (ctx.path === '/test/code') {
    ctx.body = lastCode;
    return;
  }
  await next();
  if (ctx.path === '/token' && ctx.body?.id_token && fault) ctx.body.id_token = await forge(ctx.body.id_token);
  const answer = ctx.response.get('location');
  if (answer?.startsWith(CONSOLE)) lastCode = new URL(answer).searchParams.get('code') ?? lastCode;
});

provider.listen(Number(PORT), '127.0.0.1', () => console.log('listening'));
