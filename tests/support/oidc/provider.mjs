// A real OpenID Connect provider on a loopback port, for the tests of signing in.
//
// Reads its settings as JSON from the file named by the first argument:
//   { port, issuer, clientId, clientSecret, redirectUris, postLogoutRedirectUris, users }
// where `users` maps a login to { password, claims }.
// Everything is kept in memory and is gone when it stops.

import { readFileSync } from "node:fs";
import { Provider } from "oidc-provider";

const settings = JSON.parse(readFileSync(process.argv[2], "utf8"));

const findAccount = (_context, login) => {
  const user = settings.users[login];
  if (user === undefined) return undefined;
  return { accountId: login, claims: () => ({ sub: login, ...user.claims }) };
};

const provider = new Provider(settings.issuer, {
  clients: [
    {
      client_id: settings.clientId,
      client_secret: settings.clientSecret,
      redirect_uris: settings.redirectUris,
      post_logout_redirect_uris: settings.postLogoutRedirectUris,
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
    },
  ],
  claims: {
    openid: ["sub"],
    profile: ["name", "given_name", "family_name", "preferred_username"],
    email: ["email", "email_verified"],
    groups: ["groups"],
  },
  // Claims in the identity token too, as the providers of offices usually send them.
  conformIdTokenClaims: false,
  findAccount,
  // An office trusts its own applications: nobody is asked for consent.
  loadExistingGrant: async (context) => {
    const grant = new context.oidc.provider.Grant({
      clientId: context.oidc.client.clientId,
      accountId: context.oidc.session.accountId,
    });
    grant.addOIDCScope("openid profile email groups offline_access");
    await grant.save();
    return grant;
  },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: { enabled: true },
    revocation: { enabled: true },
  },
  cookies: { keys: [settings.clientSecret] },
  ttl: { Session: 3600, Grant: 3600, AccessToken: 600, IdToken: 600, Interaction: 600 },
});

const page = (message) => `<!doctype html><html lang="en"><meta charset="utf-8">
<title>Test identity provider</title><body><form method="post">
<p role="alert">${message}</p>
<label>Login <input name="login" autocomplete="username"></label>
<label>Password <input name="password" type="password" autocomplete="current-password"></label>
<button>Sign in</button> <button name="cancel" value="1">Cancel</button></form></body></html>`;

const readForm = async (request) => {
  let body = "";
  for await (const part of request) body += part;
  return new URLSearchParams(body);
};

provider.use(async (context, next) => {
  if (context.path === "/health") {
    context.body = "ok";
    return;
  }
  if (!context.path.startsWith("/interaction/")) return next();

  // Throws when the cookie of the interaction is missing: answered as 400.
  await provider.interactionDetails(context.req, context.res).catch(() => context.throw(400));
  if (context.method === "GET") {
    context.type = "html";
    context.body = page("");
    return;
  }
  const form = await readForm(context.req);
  const login = form.get("login") ?? "";
  const user = settings.users[login];
  let result;
  if (form.has("cancel")) {
    result = { error: "access_denied", error_description: "cancelled by the user" };
  } else if (user !== undefined && user.password === form.get("password")) {
    result = { login: { accountId: login } };
  } else {
    context.status = 401;
    context.type = "html";
    context.body = page("Wrong login or password");
    return;
  }
  const target = await provider.interactionResult(context.req, context.res, result, {
    mergeWithLastSubmission: false,
  });
  context.status = 303;
  context.redirect(target);
});

provider.on("server_error", (_context, error) => console.error("server error:", error));

provider.listen(settings.port, "127.0.0.1", () => console.log("listening", settings.issuer));
