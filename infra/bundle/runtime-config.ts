// In the place of the SDK's `runtimeConfig.js`. The SDK has such a file for each platform that a client runs on; this one is for
// a Lambda function, which is told everything: credentials and Region by its environment, the rest by its code.

import { defaultImagebuilderHttpAuthSchemeProvider as httpAuthSchemeProvider } from '@aws-sdk/client-imagebuilder/dist-es/auth/httpAuthSchemeProvider.js';
import { AwsSdkSigV4Signer } from '@aws-sdk/core/httpAuthSchemes';
import { credentials } from './lambda-credentials.ts';

/**
 * What a client is made of, besides what it is `given`; that has to hold Region, endpoint, protocol, handler, digest and retries.
 */
export function getRuntimeConfig<Given extends object>(given: Given) {
  return {
    runtime: 'node',
    apiVersion: '2019-12-02',
    serviceId: 'imagebuilder',
    logger: silence,
    // Of what the protocol makes, which is text.
    bodyLengthChecker: (body: string) => Buffer.byteLength(body),
    credentials,
    httpAuthSchemeProvider,
    httpAuthSchemes: [
      {
        schemeId: 'aws.auth#sigv4',
        identityProvider: (providers: IdentityProviders) => providers.getIdentityProvider('aws.auth#sigv4'),
        signer: new AwsSdkSigV4Signer(),
      },
    ],
    ...given,
  };
}

interface IdentityProviders {
  getIdentityProvider(schemeId: string): unknown;
}

const ignore = () => undefined;
const silence = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };
