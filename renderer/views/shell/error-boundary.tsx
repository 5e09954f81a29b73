import { Component, type ReactNode } from 'react';
import { Button } from '../../widgets/button.tsx';

/** Shows an error of the window itself, instead of an empty page. */
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
        <h1>Something went wrong</h1>
        <p className="welcome-lead" role="alert">
          {error.message}
        </p>
        <p className="welcome-lead">Recorded runs and a running sweep are not affected.</p>
        <div className="welcome-actions">
          <Button kind="primary" size="large" onClick={() => location.reload()}>
            Reload window
          </Button>
        </div>
      </main>
    );
  }
}
