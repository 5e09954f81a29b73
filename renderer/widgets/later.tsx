import { type ComponentType, Suspense, use } from 'react';

const loads: (() => Promise<unknown>)[] = [];

/**
 * A component whose code is a file of its own, so that the window's first drawing need not wait for it. Until it is
 * loaded nothing is drawn in its place; code that cannot be loaded is an error of the drawing.
 */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let Loaded: ComponentType<Props> | null = null;
  let loading: Promise<ComponentType<Props>> | null = null;
  const start = () => {
    loading ??= load().then((component) => {
      Loaded = component;
      return component;
    });
    return loading;
  };
  loads.push(start);
  const Waiting = (props: Props) => {
    // What is loaded already is drawn at once, without a gap.
    const Component = Loaded ?? use(start());
    return <Component {...props} />;
  };
  return (props) => (
    <Suspense>
      <Waiting {...props} />
    </Suspense>
  );
}

/** Loads what comes later as soon as the page has nothing else to do. */
export function loadRest(): void {
  // What fails to load is an error only where it is drawn.
  requestIdleCallback(() => loads.map((load) => load().catch(() => undefined)));
}
