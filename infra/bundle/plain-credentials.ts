/** In the place of the SDK's note of where credentials came from, which it would say in the `user-agent`. */
export function setCredentialFeature<Credentials>(credentials: Credentials): Credentials {
  return credentials;
}
