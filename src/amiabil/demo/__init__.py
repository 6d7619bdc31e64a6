"""The demonstration marketplace; routed only with AMIABIL_DEMO=1."""
