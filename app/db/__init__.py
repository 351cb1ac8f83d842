"""The database: driver, engine, models, recorder, search. With `app.services`, the only place that knows SQLAlchemy."""
