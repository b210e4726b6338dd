/** In the place of what extensions of the SDK's client go through; ours has none. */
export function resolveRuntimeExtensions<Config>(config: Config): Config {
  return config;
}
