"""The sample book of `collectdesk demo`: invented customers, made by the real imports and acts."""
