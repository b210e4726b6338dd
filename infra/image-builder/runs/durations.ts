/**
 * What a run does before it ends, in this order; https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ImageState.html
 */
export type WorkStatus = 'PENDING' | 'CREATING' | 'BUILDING' | 'TESTING' | 'DISTRIBUTING' | 'INTEGRATING';

export interface Errand {
  readonly status: WorkStatus;
  readonly seconds: number;
}

interface RunTraits {
  readonly platform: string;
  readonly tests: boolean;
  /** Whether images are copied to Regions other than the one that builds them. */
  readonly copies: boolean;
  /** Whether launch templates, parameters, licences or exports wait for the images. */
  readonly integrates: boolean;
}

/**
 * How long each part of a run takes. The times of Linux are those of a build with one component on 2023-05-17, published with the
 * start and the end of its workflows (11 seconds until the build, then 615, then 285 of tests). Windows and macOS start, update
 * and shut down more slowly; a copy to another Region takes minutes, and all copies run at the same time.
 */
export function errandsOf({ platform, tests, copies, integrates }: RunTraits): readonly Errand[] {
  const [building, testing] = platformSeconds.get(platform) ?? linuxSeconds;
  return [
    { status: 'PENDING', seconds: 2 },
    { status: 'CREATING', seconds: 9 },
    { status: 'BUILDING', seconds: building },
    ...(tests ? [{ status: 'TESTING', seconds: testing } as const] : []),
    { status: 'DISTRIBUTING', seconds: copies ? 380 : 20 },
    ...(integrates ? [{ status: 'INTEGRATING', seconds: 15 } as const] : []),
  ];
}

/** How much faster builds go when nobody chose a speed: seconds instead of minutes, by a clock that keeps the real time. */
export const defaultPace = 60;

type BuildAndTest = readonly [number, number];

const linuxSeconds: BuildAndTest = [615, 285];

const platformSeconds: ReadonlyMap<string, BuildAndTest> = new Map<string, BuildAndTest>([
  ['Linux', linuxSeconds],
  ['Windows', [1800, 420]],
  ['macOS', [2400, 600]],
]);
