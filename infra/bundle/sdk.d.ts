// Files of the SDK's client that have types, elsewhere in the package.
declare module '@aws-sdk/client-imagebuilder/dist-es/auth/httpAuthSchemeProvider.js' {
  export * from '@aws-sdk/client-imagebuilder/dist-types/auth/httpAuthSchemeProvider.js';
}
