package subnet

// QuotaRows is the table of quotas.
func QuotaRows() []QuotaRow { return quotaRows }
