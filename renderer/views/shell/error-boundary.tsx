import { Component, type ReactNode } from 'react';
import { Button } from '../../widgets/button.tsx';

/** A fault in the drawing of the window: says what it was, instead of an empty page. Runs are safe in the store. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <main className="welcome" data-testid="fault">
        <h1>This window ran into a fault</h1>
        <p className="welcome-lead" role="alert">
          {error.message}
        </p>
        <p className="welcome-lead">Recorded runs and a sweep that is running are not touched by it.</p>
        <div className="welcome-actions">
          <Button kind="primary" size="large" onClick={() => location.reload()}>
            Reload the window
          </Button>
        </div>
      </main>
    );
  }
}
